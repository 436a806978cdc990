"""How codes of this app are written in addresses."""

from django.urls import register_converter


class AmendmentCode:
    """AM-014 in an address is the number 14."""

    regex = r"AM-\d{3,9}"

    def to_python(self, value):
        return int(value.removeprefix("AM-"))

    def to_url(self, value):
        return f"AM-{int(value):03d}"


register_converter(AmendmentCode, "amendment")


class ElementKey:
    """An element's key in an address, as plans write keys."""

    regex = r"[a-z0-9]+(?:[-.][a-z0-9]+)*"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(ElementKey, "key")
