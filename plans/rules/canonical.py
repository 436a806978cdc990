"""The canonical form of a value, and its digest. Everything that is ever signed or chained passes here."""

import hashlib
import json

import rfc8785


def canonical(value):
    """The one byte string that stands for a JSON value: RFC 8785, UTF-8.

    Raises rfc8785.CanonicalizationError for what JSON cannot hold, floats that are not finite included.
    """
    return rfc8785.dumps(value)


def sha256(data):
    """The SHA-256 of bytes as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def digest_of(value):
    """The SHA-256, in hexadecimal, of a JSON value's canonical form."""
    return sha256(canonical(value))


def reread(text):
    """The JSON value of a canonical text that was stored."""
    return json.loads(text)


def pruned(value):
    """A JSON value without its absent parts: no null, no empty list, no empty object, at any depth.

    So a field that a later schema adds changes no digest of a plan that does not use it.
    """
    if isinstance(value, dict):
        kept = {name: pruned(part) for name, part in value.items()}
        return {name: part for name, part in kept.items() if part not in (None, [], {})}
    if isinstance(value, list | tuple):
        return [pruned(part) for part in value]
    return value
