"""The tables of version 3, the first.

New stores are made of :mod:`incidents.store.schema` at once; this says where the steps to later versions begin, and a
test holds both to the same tables.
"""

import sqlalchemy as sa
from alembic import op

revision = "3"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "anchor",
        sa.Column("incident_id", sa.String(length=32), nullable=False),
        sa.Column("claim_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("incident_id"),
    )
    op.create_table(
        "decision",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=16), nullable=False),
        sa.Column("one", sa.Text(), nullable=False),
        sa.Column("other", sa.Text(), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("correction", sa.Text(), nullable=True),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_table(
        "document",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("publisher", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("published", sa.String(length=10), nullable=True),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("added_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "meta",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "run",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("extractor", sa.Text(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("gazetteer", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_table(
        "source",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "tombstone",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "band",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("document_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document.id"],
        ),
        sa.PrimaryKeyConstraint("key", "document_id"),
    )
    op.create_table(
        "claim",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("document_id", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=16), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document.id"],
        ),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("id", "digest"),
    )
    op.create_index(op.f("ix_claim_document_id"), "claim", ["document_id"], unique=False)
    op.create_index(op.f("ix_claim_id"), "claim", ["id"], unique=False)
    op.create_table(
        "copy",
        sa.Column("one", sa.String(length=32), nullable=False),
        sa.Column("other", sa.String(length=32), nullable=False),
        sa.Column("similarity", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["one"],
            ["document.id"],
        ),
        sa.ForeignKeyConstraint(
            ["other"],
            ["document.id"],
        ),
        sa.PrimaryKeyConstraint("one", "other"),
    )
    op.create_index(op.f("ix_copy_other"), "copy", ["other"], unique=False)
    op.create_table(
        "decision_claim",
        sa.Column("claim_id", sa.String(length=32), nullable=False),
        sa.Column("decision_seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_seq"],
            ["decision.seq"],
        ),
        sa.PrimaryKeyConstraint("claim_id", "decision_seq"),
    )
    op.create_table(
        "derivation",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.String(length=32), nullable=False),
        sa.Column("run_seq", sa.Integer(), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("decision_seq", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.Column("superseded_at", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["decision_seq"],
            ["decision.seq"],
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document.id"],
        ),
        sa.ForeignKeyConstraint(
            ["run_seq"],
            ["run.seq"],
        ),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_index(op.f("ix_derivation_decision_seq"), "derivation", ["decision_seq"], unique=False)
    op.create_index(op.f("ix_derivation_document_id"), "derivation", ["document_id"], unique=False)
    op.create_table(
        "incident",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("run_seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("place_id", sa.Text(), nullable=True),
        sa.Column("governorate", sa.Text(), nullable=True),
        sa.Column("district_id", sa.Text(), nullable=True),
        sa.Column("subdistrict_id", sa.Text(), nullable=True),
        sa.Column("city_id", sa.Text(), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("radius_km", sa.Float(), nullable=True),
        sa.Column("precision", sa.Text(), nullable=True),
        sa.Column("date_start", sa.String(length=10), nullable=True),
        sa.Column("date_end", sa.String(length=10), nullable=True),
        sa.Column("date_precision", sa.Text(), nullable=True),
        sa.Column("date_kind", sa.Text(), nullable=True),
        sa.Column("event_type", sa.Text(), nullable=False),
        sa.Column("sub_event_type", sa.Text(), nullable=False),
        sa.Column("killed_low", sa.Integer(), nullable=True),
        sa.Column("killed_best", sa.Integer(), nullable=True),
        sa.Column("killed_high", sa.Integer(), nullable=True),
        sa.Column("wounded_low", sa.Integer(), nullable=True),
        sa.Column("wounded_best", sa.Integer(), nullable=True),
        sa.Column("wounded_high", sa.Integer(), nullable=True),
        sa.Column("perpetrators", sa.Text(), nullable=True),
        sa.Column("actors", sa.Text(), nullable=True),
        sa.Column("sides", sa.Text(), nullable=True),
        sa.Column("accusations", sa.Text(), nullable=True),
        sa.Column("source_ids", sa.Text(), nullable=True),
        sa.Column("contested", sa.Boolean(), nullable=False),
        sa.Column("corroboration", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Text(), nullable=False),
        sa.Column("review", sa.Text(), nullable=True),
        sa.Column("n_claims", sa.Integer(), nullable=True),
        sa.Column("n_documents", sa.Integer(), nullable=True),
        sa.Column("sample", sa.Boolean(), nullable=True),
        sa.Column("choice", sa.Boolean(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.Column("superseded_at", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["run_seq"],
            ["run.seq"],
        ),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_index(
        "incident_current_id",
        "incident",
        ["id"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_index("incident_id", "incident", ["id"], unique=False)
    op.create_table(
        "signature",
        sa.Column("document_id", sa.String(length=32), nullable=False),
        sa.Column("sketch", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document.id"],
        ),
        sa.PrimaryKeyConstraint("document_id"),
    )
    op.create_table(
        "tombstone_mark",
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("tombstone_id", sa.String(length=32), nullable=False),
        sa.Column("claim_id", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["tombstone_id"],
            ["tombstone.id"],
        ),
        sa.PrimaryKeyConstraint("mark"),
    )
    op.create_index(op.f("ix_tombstone_mark_tombstone_id"), "tombstone_mark", ["tombstone_id"], unique=False)
    op.create_table(
        "derived_claim",
        sa.Column("derivation_seq", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("claim_seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["claim_seq"],
            ["claim.seq"],
        ),
        sa.ForeignKeyConstraint(
            ["derivation_seq"],
            ["derivation.seq"],
        ),
        sa.PrimaryKeyConstraint("derivation_seq", "position"),
    )
    op.create_table(
        "incident_claim",
        sa.Column("incident_seq", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("claim_seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["claim_seq"],
            ["claim.seq"],
        ),
        sa.ForeignKeyConstraint(
            ["incident_seq"],
            ["incident.seq"],
        ),
        sa.PrimaryKeyConstraint("incident_seq", "position"),
    )
    op.create_index("incident_claim_of", "incident_claim", ["claim_seq", "incident_seq"], unique=False)
    op.create_table(
        "incident_source",
        sa.Column("source_id", sa.String(length=32), nullable=False),
        sa.Column("incident_seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_seq"],
            ["incident.seq"],
        ),
        sa.PrimaryKeyConstraint("source_id", "incident_seq"),
    )
    op.create_table(
        "telling",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("derivation_seq", sa.Integer(), nullable=False),
        sa.Column("claims", sa.Text(), nullable=False),
        sa.Column("summaries", sa.Text(), nullable=False),
        sa.Column("joins", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("loosely", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["derivation_seq"],
            ["derivation.seq"],
        ),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_index(op.f("ix_telling_derivation_seq"), "telling", ["derivation_seq"], unique=False)
    op.create_index(op.f("ix_telling_id"), "telling", ["id"], unique=False)
    op.create_table(
        "edge",
        sa.Column("left_seq", sa.Integer(), nullable=False),
        sa.Column("right_seq", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=32), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["left_seq"],
            ["telling.seq"],
        ),
        sa.ForeignKeyConstraint(
            ["right_seq"],
            ["telling.seq"],
        ),
        sa.PrimaryKeyConstraint("left_seq", "right_seq"),
    )
    op.create_index(op.f("ix_edge_right_seq"), "edge", ["right_seq"], unique=False)
    op.create_table(
        "incident_telling",
        sa.Column("incident_seq", sa.Integer(), nullable=False),
        sa.Column("telling_seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_seq"],
            ["incident.seq"],
        ),
        sa.ForeignKeyConstraint(
            ["telling_seq"],
            ["telling.seq"],
        ),
        sa.PrimaryKeyConstraint("incident_seq", "telling_seq"),
    )
    op.create_index(
        op.f("ix_incident_telling_telling_seq"), "incident_telling", ["telling_seq"], unique=False
    )
    op.create_table(
        "telling_key",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("telling_seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["telling_seq"],
            ["telling.seq"],
        ),
        sa.PrimaryKeyConstraint("key", "telling_seq"),
    )
