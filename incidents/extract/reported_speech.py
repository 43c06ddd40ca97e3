"""Finds the statements reported in a sentence: each verb of speech, its source, and what is said."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

from incidents.extract.attribution import Attribution
from incidents.extract.lexicon import Lexicon
from incidents.extract.naming import clean_name, is_person, name_end, name_explained, noun_of, speaking_place
from incidents.extract.parse_tree import VERBAL, index_of, small_words, subtree
from incidents.extract.source_spans import (
    begins_clause,
    chunk_after,
    chunk_before,
    name_after,
    speaks,
    subject_span,
    whole,
)
from incidents.extract.sources import Source, Speakers, can_speak, side_of
from incidents.extract.speech_verbs import (
    dismisses,
    goes_on,
    is_passive,
    is_statement,
    kind_of,
    own_subject,
    scope_of,
    subject_of,
)
from incidents.extract.words import SpeechWords
from incidents.model import ClaimantSide

FAR_SUBJECT: Final = 2
"""Words between a subject and its verb of speech from which on the words right before the verb are looked at."""

_SPEAKS_AFAR: Final = frozenset({ClaimantSide.GOVERNMENT, ClaimantSide.FOREIGN_STATE, ClaimantSide.UN})
"""Sides whose spokesmen speak in capitals, not where things happened."""

_HEADS: Final = frozenset({"heads", "headed", "runs", "ran", "leads", "led", "directs", "directed"})
_DEFINITE: Final = frozenset({"the", "that", "this"})


@dataclass(frozen=True, slots=True)
class _Named:
    """A source found in a sentence, and its tokens."""

    source: Source | None
    tokens: frozenset[int]


class _Sentence:
    """Reads one sentence from left to right."""

    def __init__(self, sent: Any, lexicon: Lexicon, speakers: Speakers) -> None:
        self.sent = sent
        self.lexicon = lexicon
        self.words: SpeechWords = lexicon.speech_words
        self.speakers = speakers
        self.found: list[Attribution] = []
        self.quoted: Source | None = None
        """Whom the sentence cites before its verb of speech: "citing a doctor, SANA said"."""
        self.medium: Source | None = None
        """Who cites the subject: "a source, quoted by SANA, said"."""

    def read(self) -> list[Attribution]:
        """All reported statements, in order of their verbs."""
        for i, word in enumerate(small_words(self.sent)):
            if word == ";":
                self.quoted = self.medium = None
            elif word == "according":
                self._according(self.sent[i])
            elif word in self.words.quoting:
                self._quoting(self.sent[i])
            elif word in self.lexicon.speech or word in self.lexicon.speech_phrases:
                verb = self.sent[i]
                if (kind := kind_of(verb, self.lexicon)) is not None:
                    self._statement(verb, kind)
        return sorted(self.found, key=lambda a: a.verb)

    def _add(self, verb: Any, kind: str, named: _Named, *, trailing: bool = False) -> None:
        i = index_of(verb, self.sent)
        source = named.source
        if source is not None:
            if self.quoted is not None:
                source = self.quoted.through(source)
            if self.medium is not None:
                source = source.through(self.medium)
            self.speakers.remember(source)
        self.quoted = self.medium = None
        own = set(named.tokens) | {i}
        if verb.lower_ in self.words.toll_verbs:
            own.discard(i)  # "put the dead at" is what happened, too
            scope = frozenset((scope_of(verb, kind, self.sent, self.lexicon) | {i}) - own)
        else:
            scope = frozenset(scope_of(verb, kind, self.sent, self.lexicon) - own)
        negated = any(child.dep_ == "neg" for child in verb.children)
        self.found.append(Attribution(i, kind, source, frozenset(own), scope, negated, trailing))

    def _according(self, token: Any) -> None:
        i = index_of(token, self.sent)
        if i + 1 >= len(self.sent) or self.sent[i + 1].lower_ != "to":
            return
        objects = [c for t in (self.sent[i + 1], token) for c in t.children if c.dep_ == "pobj"]
        named = self._noun_phrase(objects[0], i) if objects else None
        if named is None and (span := name_after(self.sent, i + 2, self.lexicon)) is not None:
            named = self._of_span(span)
        if named is not None:
            tokens = named.tokens | {i, i + 1}
            self._add(token, "assert", replace(named, tokens=tokens), trailing=i > 0)

    def _quoting(self, token: Any) -> None:
        """“SANA quoted a source as saying”, “..., SANA said, citing a source”, “a source, quoted by SANA”."""
        agent = self._agent(token)
        subject = own_subject(token, self.lexicon)
        if agent is not None and agent.source is not None:
            cited = self._noun_phrase(subject, index_of(token, self.sent)) if subject is not None else None
            if cited is not None and cited.source is not None:
                self.medium = agent.source
                self._add(token, "assert", replace(cited, tokens=cited.tokens | agent.tokens))
            else:
                self.medium = agent.source
            return
        span = chunk_after(self.sent, index_of(token, self.sent), self.lexicon)
        cited = self._of_span(span) if span is not None else None
        if cited is None or cited.source is None:
            return
        if subject is not None:
            medium = self._noun_phrase(subject, index_of(token, self.sent))
            if medium is not None and medium.source is not None:
                self.medium = medium.source
                self._add(token, "assert", replace(cited, tokens=cited.tokens | medium.tokens))
        elif self.found and (self.found[-1].source is not None or self._right_after(token)):
            last = self.found[-1]
            source = cited.source.through(last.source) if last.source else cited.source
            own = last.source_tokens | cited.tokens | {index_of(token, self.sent)}
            self.found[-1] = replace(last, source=source, source_tokens=own)
        else:
            self.quoted = cited.source

    def _right_after(self, quoting: Any) -> bool:
        """“It said, quoting residents, that ...”: nobody knows who "it" is, but whom it quotes."""
        return 0 < index_of(quoting, self.sent) - self.found[-1].verb <= FAR_SUBJECT

    def _statement(self, verb: Any, kind: str) -> None:
        """Take up a verb of speech, unless nobody who can speak does so."""
        plain = verb.lower_ in self.words.plain_verbs
        if is_passive(verb):
            named = self._agent(verb)
            if (named is None and kind != "blame") or (kind == "assert" and verb.dep_ == "acl"):
                return
            self._add(verb, kind, named or _Named(None, frozenset()))
            return
        named, trailing = self._who(verb)
        if named is None:
            subject = subject_of(verb, self.lexicon)
            if subject is None or not (plain or kind == "blame") or verb.dep_ in {"acl", "amod"}:
                return
            named = _Named(None, frozenset())
        if _nobody(named, self.sent, self.words):
            return
        if kind == "assert" and not plain:
            known = named.source is not None and named.source.side is not ClaimantSide.UNKNOWN
            reports = known and verb.lower_ in self.words.reporting_verbs
            if not is_statement(verb, trailing or reports, self.words):
                return
        if kind == "assert" and dismisses(verb, self.words):
            kind = "deny"
        self._add(verb, kind, self._told(verb, named), trailing=trailing)

    def _told(self, verb: Any, named: _Named) -> _Named:
        """The source with the side of its listener: "a source told SANA"."""
        if named.source is None or named.source.side is not ClaimantSide.UNKNOWN:
            return named
        listeners = [c for c in verb.children if c.dep_ in {"dobj", "dative"} and c.i > verb.i]
        if verb.lower_ not in self.words.telling or not listeners:
            return named
        text = " ".join(t.text for t in listeners[0].subtree)
        return replace(named, source=named.source.speaking_to(side_of(text, self.lexicon)))

    def _who(self, verb: Any) -> tuple[_Named | None, bool]:
        """The source of an active verb of speech, and whether it and the verb stand after what is said."""
        i = index_of(verb, self.sent)
        subject = own_subject(verb, self.lexicon)
        if self.found and self._follows(verb, subject):
            return _Named(self.found[-1].source, frozenset()), False
        if subject is not None and index_of(subject, self.sent) > i:
            return self._inverted(subject, i), i > 1
        chunk = None
        if (verb.tag_ != "VBG" and (subject is None or self._doubtful(subject, i))) or self._with_subject(i):
            chunk = chunk_before(self.sent, i, self.lexicon)
        if chunk is not None:
            return self._of_span(chunk), chunk.start > 1 and not goes_on(verb, self.words)
        if subject is None or not self._speaks(subject):
            after = self._after(verb, i)
            if after is not None:
                return self._of_span(after), True
        subject = subject if subject is not None else subject_of(verb, self.lexicon)
        if subject is None:
            told = self._before_clause(i)
            return told, told is not None
        named = self._noun_phrase(subject, i) or self._before_clause(i)
        first = min(named.tokens, default=0) if named else 0
        return named, first > 1 and not goes_on(verb, self.words)

    def _follows(self, verb: Any, subject: Any | None) -> bool:
        """Whether a verb goes on with the statement before it: ", adding that", "and said"."""
        if verb.tag_ != "VBG" and (verb.dep_ != "conj" or subject is not None):
            return False
        if subject is not None and subject.i < verb.i and self._is_name(subject):
            return index_of(subject, self.sent) in self.found[-1].source_tokens
        i = index_of(verb, self.sent)
        if (
            verb.dep_ == "conj"
            and verb.tag_ != "VBG"
            and chunk_before(self.sent, i, self.lexicon) is not None
        ):
            return False
        return not self._with_subject(i)

    def _is_name(self, subject: Any) -> bool:
        return subject.pos_ in {"PROPN", "PRON"} and self._speaks(subject)

    def _speaks(self, subject: Any) -> bool:
        words = self.words
        return subject.lower_ in words.pronouns | words.relatives or can_speak(subject, self.lexicon)

    def _after(self, verb: Any, i: int) -> range | None:
        """The name after "said" that the parser did not take for its subject."""
        if verb.lower_ not in self.words.plain_verbs - self.words.telling or i < 2:
            return None
        clause = any(
            c.i > verb.i and c.dep_ == "ccomp" and c.pos_ in VERBAL and c.tag_ != "VBG" for c in verb.children
        )
        return None if clause else chunk_after(self.sent, i, self.lexicon)

    def _inverted(self, subject: Any, verb: int) -> _Named | None:
        """“said Rami Abdel Rahman director of the Observatory”: all from the verb on, whatever the parser left out."""
        span = chunk_after(self.sent, verb, self.lexicon)
        if span is not None and index_of(subject, self.sent) in span:
            stop = max(span.stop, subject_span(self.sent, subject, verb).stop)
            return self._of_span(range(span.start, stop))
        return self._noun_phrase(subject, verb)

    def _with_subject(self, verb: int) -> bool:
        """Whether a participle has a subject of its own after "with": "with a monitor saying"."""
        if "with" not in small_words(self.sent)[:verb]:
            return False
        chunk = chunk_before(self.sent, verb, self.lexicon)
        return chunk is not None and chunk.start > 0 and self.sent[chunk.start - 1].lower_ == "with"

    def _before_clause(self, verb: int) -> _Named | None:
        """“The group | which has a network on the ground said”, “a group | monitoring the war said”."""
        for k in range(verb - 1, 0, -1):
            token = self.sent[k]
            if token.lower_ in {"which", "who"} or token.tag_ == "VBG":
                span = chunk_before(self.sent, k, self.lexicon)
                return self._of_span(span, verb) if span is not None else None
        return None

    def _doubtful(self, subject: Any, verb: int) -> bool:
        """Whether a comma may have been lost before or in a subject, so that the parse may be wrong."""
        words = self.words
        partly = subject.lower_ in words.parts and any(c.lower_ == "of" for c in subject.children)
        if partly or subject.lower_ in words.pronouns | words.relatives:
            return False
        span = subject_span(self.sent, subject, verb)
        if not speaks(self.sent, span.start, index_of(subject, self.sent), self.lexicon):
            return True
        if not begins_clause(self.sent, span.start, self.lexicon):
            return True
        far = span.stop + FAR_SUBJECT < verb
        return far and not any(t.lower_ in words.relatives for t in subject.subtree)

    def _noun_phrase(self, subject: Any, verb: int) -> _Named | None:
        """The source that a noun names, or the one a pronoun stands for; None for what cannot speak."""
        word = subject.lower_
        if word in self.words.relatives and subject.head.dep_ == "relcl":
            subject = subject.head.head
            word = subject.lower_
        i = index_of(subject, self.sent)
        if word in self.words.pronouns:
            meant = self._meant(word, verb) or (self._of_deed(verb) if word == "they" else None)
            return _Named(meant, frozenset({i}))
        if word in self.words.no_sources:
            return _Named(None, frozenset({i}))
        if word in self.words.parts and any(c.lower_ == "of" for c in subject.children):
            return self._one_of(subject)
        span = subject_span(self.sent, subject, verb)
        if not speaks(self.sent, span.start, i, self.lexicon):
            # "The Media Center | an activist collective": the parser takes the explanation for the subject.
            end = name_end(self.sent, span, self.lexicon)
            if end > i or not can_speak(self.sent[end - 1], self.lexicon):
                return None
        described = span.stop < verb and self.sent[span.stop].tag_ == "VBG"  # "a group monitoring the war"
        return self._of_span(span, verb if described else 0)

    def _meant(self, pronoun: str, verb: int) -> Source | None:
        """Whom a pronoun means: within what somebody says ("said it had counted") the one who says so."""
        around = [a for a in self.found if verb in a.scope and a.source is not None]
        return around[-1].source if around else self.speakers.meant(pronoun)

    def _of_deed(self, verb: int) -> Source | None:
        """Whom “they said” means after their own deed, when nobody has spoken yet: "fighters took it, they said"."""
        deeds = (c for c in self.sent[verb].children if c.dep_ == "ccomp" and c.i < self.sent[verb].i)
        doers = (
            c for deed in deeds for c in deed.children if c.dep_ == "nsubj" and can_speak(c, self.lexicon)
        )
        doer = next(doers, None)
        named = self._noun_phrase(doer, verb) if doer is not None and doer.pos_ != "PRON" else None
        return named.source if named is not None else None

    def _one_of(self, one: Any) -> _Named | None:
        """“One of the residents”, “one of them”."""
        below = [t for p in one.children if p.lower_ == "of" for t in p.children if t.dep_ == "pobj"]
        tokens = frozenset(subtree(one, self.sent, frozenset({"relcl", "acl"})))
        if below and below[0].lower_ in {"them", "us"}:
            return _Named(self.speakers.last, tokens)
        if not below or not can_speak(below[0], self.lexicon):
            return None
        text = self.sent[min(tokens) : max(tokens) + 1].text
        return _Named(Source(clean_name(text, self.lexicon), side_of(text, self.lexicon), True), tokens)

    def _of_span(self, span: range, stop: int = 0) -> _Named | None:
        """The source that some tokens describe; its description may go on to `stop`."""
        sent, lexicon = self.sent, self.lexicon
        span = whole(sent, span, lexicon)
        text = sent[span.start : max(span.stop, stop)].text
        end = name_end(sent, span, lexicon)
        explained = name_explained(sent, span, end, lexicon)
        called = explained if explained is not None else range(span.start, end)
        name = clean_name(sent[called.start : called.stop].text, lexicon)
        if not name:
            return None
        noun = noun_of(sent, span.start, end)
        tokens = frozenset(span)
        known = self.speakers.known(name)
        if known is not None:
            return _Named(known, tokens)
        side = side_of(text, lexicon)
        person = is_person(sent, called.start, called.stop, lexicon)
        if person and side is ClaimantSide.UNKNOWN:
            side = side_of(_headed(sent, max(span.stop, stop)), lexicon)
        if person and side in _SPEAKS_AFAR:
            tokens |= speaking_place(sent, span.start)
        if sent[span.start].tag_ == "PRP$":
            name, side = self._of_its_own(sent, span, end, side)
        elif side is ClaimantSide.UNKNOWN and sent[span.start].lower_ in _DEFINITE and noun[:1].islower():
            before = self.speakers.nouns.get(noun.lower())
            if before is not None and " " not in name:
                return _Named(before, tokens)
            if before is None and " " not in name:
                side = self.speakers.side_spoken_of()
        elif side is ClaimantSide.UNKNOWN and name.split()[0].lower() in self.words.of_body:
            side = self.speakers.body.side if self.speakers.body is not None else side
        return _Named(Source(name, side, person), tokens)

    def _of_its_own(self, sent: Any, span: range, end: int, side: ClaimantSide) -> tuple[str, ClaimantSide]:
        """“Its director, Rami Abdel Rahman”: the name alone, on the side of the body spoken of before."""
        named = [i for i in range(span.start, span.stop) if sent[i].tag_ == "NNP"]
        owner = self.speakers.body or self.speakers.last
        if owner is not None and not named:
            return owner.name, owner.side
        if side is ClaimantSide.UNKNOWN and owner is not None:
            side = owner.side
        first, last = (named[0], named[-1] + 1) if named else (span.start, end)
        return clean_name(sent[first:last].text, self.lexicon), side

    def _agent(self, verb: Any) -> _Named | None:
        """The source of a passive: "was blamed on the army by activists"."""
        for child in verb.children:
            if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ == "by"):
                for noun in child.children:
                    if noun.dep_ == "pobj":
                        return self._noun_phrase(noun, len(self.sent))
        return None


def find_attributions(sent: Any, lexicon: Lexicon, speakers: Speakers) -> list[Attribution]:
    """All reported statements of a sentence, in order; `speakers` is brought up to date."""
    return _Sentence(sent, lexicon, speakers).read()


def _headed(sent: Any, start: int) -> str:
    """What a person heads, as the clause after the name says: "Rami Saleh, who heads the Observatory"."""
    if start + 2 >= len(sent):
        return ""
    start += sent[start].text == ","
    if sent[start].lower_ != "who" or sent[start + 1].lower_ not in _HEADS:
        return ""
    rest = sent[start + 2 :]
    end = next((i for i, t in enumerate(rest) if t.is_punct and t.text != "-"), len(rest))
    return str(rest[:end].text)


def _nobody(named: _Named, sent: Any, words: SpeechWords) -> bool:
    """“No group claimed responsibility”: nobody says so."""
    return any(sent[i].lower_ in words.nobody for i in named.tokens)
