import pytest

from gan.catalog import FAMILIES
from tests.gan.families import TINY


@pytest.fixture(scope="module")
def tiny_networks():
    """A further row of the table of families, for as long as a module's tests run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(FAMILIES, "tiny", TINY)
        yield "tiny"
