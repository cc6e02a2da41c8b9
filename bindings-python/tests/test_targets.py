"""A target that is not there: what an earlier send returned may be nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest

from spectrum_imessage import (
    IMessageSpace,
    ValidationError,
    custom,
    edit,
    reaction,
    read,
    reply,
    unsend,
)

if TYPE_CHECKING:
    from collections.abc import Callable

BUILDERS: list[Callable[[Any], object]] = [
    lambda target: reply("x", target),
    lambda target: edit("x", target),
    lambda target: reaction("like", target),
    unsend,
    read,
]


@pytest.mark.parametrize("build", BUILDERS)
@pytest.mark.parametrize("target", [None, "an id", object()])
def test_a_missing_target_is_told_by_the_builder(
    build: Callable[[Any], object], target: object
) -> None:
    with pytest.raises(ValidationError, match="the target must be a message"):
        build(target)


async def test_a_missing_target_is_told_by_the_space(dm: IMessageSpace) -> None:
    skipped = cast("Any", await dm.send(custom({"a": 1})))
    assert not skipped
    with pytest.raises(ValidationError, match="must be a message, not NoneType"):
        await dm.edit(skipped, "x")
    with pytest.raises(ValidationError, match="must be a message, not NoneType"):
        await dm.unsend(skipped)
