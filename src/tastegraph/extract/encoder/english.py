"""What the extractor knows about English; other languages do with the frequencies of their words."""

from __future__ import annotations

from typing import Final


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


STOP_WORDS: Final = frozenset(
    _words("""
    a an the and or but nor so yet if then than as at by for from in into of off on onto out over to up upon with
    within without about above across after against along among around before behind below beneath beside between
    beyond despite down during except inside like near outside past since through throughout toward towards under
    until unless via
    i me my mine myself you your yours yourself he him his himself she her hers herself it its itself we us our ours
    ourselves they them their theirs themselves who whom whose which what that this these those one ones someone
    somebody something anyone anybody anything everyone everybody everything nobody nothing another other others each
    every either neither both all any some many much more most few less least several such own same
    am is are was were be been being do does did doing done have has had having can cannot could may might must shall
    should will would ought
    get gets got getting go goes going went gone come comes coming came make makes made making take takes taking took
    taken let lets become becomes became becoming begin begins began beginning start starts started starting find finds
    found finding try tries tried trying keep keeps kept keeping give gives gave given giving put puts putting turn
    turns turned turning tell tells told telling follow follows followed following use uses used using want wants wanted
    see sees saw seen know knows knew known look looks looking set sets setting bring brings brought think thinks
    thought seem seems lead leads led leading leave leaves left leaving feature features based include includes
    including involve involves involving meet meets met meeting discover discovers discovered discovering decide decides
    decided fall falls fell falling return returns returned returning learn learns learned learning help helps helped
    helping move moves moved moving arrive arrives arrived believe believes believed realize realizes realise realises
    hope hopes hoping end ends ended happen happens happened join joins joined live lives living lived work works worked
    working attempt attempts attempting plan plans planning need needs needed show shows showing ask asks asked call
    calls called say says said hire hires hired send sends sent face faces faced run runs running ran spend spends
    spending seek seeks seeking sought
    not no never ever only just even also too very quite rather still again once twice soon now there here where when
    while why how however because though although whether almost always often sometimes already back away together
    well later eventually instead meanwhile unfortunately first last next
    story stories tale film films movie movies plot way ways thing things part kind lot
    s t d ll re ve m don't isn't aren't can't doesn't didn't won't wasn't he's she's it's they're
    """)
)
"""Words that begin and end no phrase: function words, and the verbs and nouns that every synopsis is told with."""

BOUND_WORDS: Final = frozenset(
    _words("""
    new old young big little small great good bad best long high real true full different former
    man men woman women boy boys girl girls people person guy character name life day days night month months year years
    time times moment end middle place home world head hand hands state help change order attention
    """)
)
"""Words that say too little alone, though they may begin or end a phrase: ``young woman``, ``best friend``."""

JOINING_WORDS: Final = frozenset(_words("of the de la le les du des del von van der den d' &"))
"""Words that may stand inside a phrase: ``coming of age``."""

NO_PLURALS: Final = frozenset(_words("news always perhaps series species means christmas less james lens"))
"""Words that end in s and are no plural of what stands before it."""

EXCLUSIVE: Final = tuple(
    frozenset(_words(group))
    for group in (
        "one two three four five six seven eight nine ten eleven twelve",
        "i ii iii iv v vi",
        "first second third fourth fifth",
        "north south east west northern southern eastern western",
        "husband wife",
        "brother sister",
        "father mother",
        "son daughter",
        "grandfather grandmother",
        "uncle aunt",
        "man woman",
        "men women",
        "boy girl",
        "male female",
        "king queen",
        "prince princess",
        "older younger elder",
        "legal illegal",
        "rich poor",
        "black white",
        "love hate",
        "war peace",
        "life death",
    )
)
"""Words that encoders place side by side and that never mean the same: phrases that differ in them stay apart."""

GIVEN_NAMES: Final = _words(
    """
    Anna Maria Elena Sophie Emma Laura Julia Sarah Kate Lucy Alice Nina Olga Yuki Mei Fatima Priya Carmen Ingrid Claire
    John Peter Henry Frank Oliver Daniel Thomas David Michael Paul Pierre Hans Carlos Luigi Ivan Ahmed Raj Kenji Wei
    Jack
    """
)
"""Examples of given names; a capitalised word that an encoder places among them is a person, not a theme."""
