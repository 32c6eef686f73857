"""A pickle read as data: every opcode is carried out here, and none can import or call anything by itself.

Which globals exist, what calling them means and what a persistent id stands for is decided by the ``world``
(see ``_tables``). Everything the bytes announce (lengths, indices, depth) is checked against the bytes that
are there.
"""

from __future__ import annotations

import pickle
import struct

from ._keys import check_depth, check_key

_MAX_MARKS = 1000  # open tuples, lists and dicts at one time; a checkpoint has a dozen
_MALFORMED = (IndexError, KeyError, TypeError, ValueError, OverflowError, AttributeError, struct.error)


class TruncatedPickle(pickle.UnpicklingError, EOFError):
    """The pickle ends in the middle."""


class Machine:
    """One run over ``data`` (bytes) from ``position``. ``world`` offers ``find``, ``call``, ``build`` and
    ``persistent``.

    After ``run``, ``position`` is just behind the pickle. Raises pickle.UnpicklingError.
    """

    __slots__ = ("data", "encoding", "errors", "marks", "memo", "position", "stack", "world")

    def __init__(self, data, world, position=0, encoding="utf-8", errors="strict"):
        self.data, self.world, self.position = data, world, position
        self.encoding, self.errors = encoding, errors
        self.stack, self.marks, self.memo = [], [], {}

    def run(self):
        """Carry out all opcodes and return the object they describe."""
        data, world, table = self.data, self.world, _TABLE
        world.foreign = False
        try:
            while True:
                code = data[self.position]
                self.position += 1
                if code == 0x2E:  # STOP
                    break
                table[code](self)
            result = self.stack.pop()
        except pickle.UnpicklingError:
            raise
        except _MALFORMED as e:
            if world.foreign:  # it comes from a class the user vouched for
                raise
            if self.position >= len(data):
                raise TruncatedPickle(
                    f"pickle data was truncated: it ends after {len(data)} bytes without a STOP"
                ) from None
            where = self.position
            raise pickle.UnpicklingError(
                f"the pickle is malformed near byte {where}: {type(e).__name__}: {e}"
            ) from None
        if self.stack or self.marks:
            raise pickle.UnpicklingError("the pickle is malformed: objects are left over at its end")
        check_depth(result)
        return result

    def take(self, n):
        """The next ``n`` bytes."""
        start = self.position
        if n < 0 or start + n > len(self.data):
            raise TruncatedPickle(f"pickle data was truncated: {n} bytes announced, {len(self.data) - start} left")
        self.position = start + n
        return self.data[start : start + n]

    def line(self):
        """The bytes up to the next line end."""
        end = self.data.find(b"\n", self.position)
        if end < 0:
            raise TruncatedPickle("pickle data was truncated: a line has no end")
        text = self.data[self.position : end]
        self.position = end + 1
        return text

    def number(self, fmt, n):
        """The next ``n`` bytes as a number."""
        return struct.unpack(fmt, self.take(n))[0]

    def pop_mark(self):
        """The objects since the last MARK."""
        items, self.stack = self.stack, self.marks.pop()
        return items


_TABLE = []


def _unknown(m):
    code = m.data[m.position - 1]
    raise pickle.UnpicklingError(f"Unsupported operand {code}: not an opcode that checkpoints contain")


_TABLE.extend([_unknown] * 256)


def _opcode(*codes):
    def enter(function):
        for code in codes:
            _TABLE[code[0]] = function
        return function

    return enter


def _constant(code, value):
    _TABLE[code[0]] = lambda m: m.stack.append(value)


def _fresh(code, make):
    _TABLE[code[0]] = lambda m: m.stack.append(make())


def _scalar(code, fmt, n):
    _TABLE[code[0]] = lambda m: m.stack.append(m.number(fmt, n))


def _text(code, fmt, n):
    _TABLE[code[0]] = lambda m: m.stack.append(str(m.take(m.number(fmt, n)), "utf-8", "surrogatepass"))


def _bytes(code, fmt, n):
    _TABLE[code[0]] = lambda m: m.stack.append(bytes(m.take(m.number(fmt, n))))


def _old_string(code, fmt, n):  # Python 2's str
    _TABLE[code[0]] = lambda m: m.stack.append(_decode(m, bytes(m.take(m.number(fmt, n)))))


def _decode(m, raw):
    return raw if m.encoding == "bytes" else raw.decode(m.encoding, m.errors)


_constant(pickle.NONE, None)
_constant(pickle.NEWTRUE, True)
_constant(pickle.NEWFALSE, False)
_constant(pickle.EMPTY_TUPLE, ())
_fresh(pickle.EMPTY_LIST, list)
_fresh(pickle.EMPTY_DICT, dict)
_fresh(pickle.EMPTY_SET, set)
_scalar(pickle.BININT, "<i", 4)
_scalar(pickle.BININT1, "<B", 1)
_scalar(pickle.BININT2, "<H", 2)
_scalar(pickle.BINFLOAT, ">d", 8)
_text(pickle.BINUNICODE, "<I", 4)
_text(pickle.SHORT_BINUNICODE, "<B", 1)
_text(pickle.BINUNICODE8, "<Q", 8)
_bytes(pickle.BINBYTES, "<I", 4)
_bytes(pickle.SHORT_BINBYTES, "<B", 1)
_bytes(pickle.BINBYTES8, "<Q", 8)
_old_string(pickle.BINSTRING, "<i", 4)
_old_string(pickle.SHORT_BINSTRING, "<B", 1)


@_opcode(pickle.BYTEARRAY8)
def _bytearray8(m):
    m.stack.append(bytearray(m.take(m.number("<Q", 8))))


@_opcode(pickle.PROTO)
def _proto(m):
    version = m.take(1)[0]
    if version > pickle.HIGHEST_PROTOCOL:
        raise pickle.UnpicklingError(f"unsupported pickle protocol: {version}")


@_opcode(pickle.FRAME)
def _frame(m):
    if m.number("<Q", 8) > len(m.data) - m.position:
        raise TruncatedPickle("pickle data was truncated: a frame is longer than the rest")


@_opcode(pickle.INT)
def _int(m):
    text = m.line()
    m.stack.append({b"00": False, b"01": True}[text] if text in (b"00", b"01") else int(text, 0))


@_opcode(pickle.LONG)
def _long(m):
    m.stack.append(int(m.line().rstrip(b"L"), 10))


@_opcode(pickle.LONG1)
def _long1(m):
    m.stack.append(int.from_bytes(m.take(m.number("<B", 1)), "little", signed=True))


@_opcode(pickle.LONG4)
def _long4(m):
    m.stack.append(int.from_bytes(m.take(m.number("<i", 4)), "little", signed=True))


@_opcode(pickle.FLOAT)
def _float(m):
    m.stack.append(float(m.line()))


@_opcode(pickle.UNICODE)
def _unicode(m):
    m.stack.append(str(m.line(), "raw-unicode-escape"))


@_opcode(pickle.STRING)
def _string(m):
    import codecs

    text = m.line()
    if len(text) < 2 or text[:1] != text[-1:] or text[:1] not in (b"'", b'"'):
        raise pickle.UnpicklingError("the pickle is malformed: a string is not quoted")
    m.stack.append(_decode(m, codecs.escape_decode(text[1:-1])[0]))


# Stack and memo


@_opcode(pickle.MARK)
def _mark(m):
    if len(m.marks) >= _MAX_MARKS:
        raise pickle.UnpicklingError(f"the pickle nests more than {_MAX_MARKS} levels deep")
    m.marks.append(m.stack)
    m.stack = []


@_opcode(pickle.POP)
def _pop(m):
    if m.stack:
        m.stack.pop()
    else:
        m.pop_mark()


@_opcode(pickle.POP_MARK)
def _pop_mark(m):
    m.pop_mark()


@_opcode(pickle.DUP)
def _dup(m):
    m.stack.append(m.stack[-1])


def _put(m, index):
    m.memo[index] = m.stack[-1]


def _get(m, index):
    if index not in m.memo:
        raise pickle.UnpicklingError(f"the pickle is malformed: memo value {index} was never stored")
    m.stack.append(m.memo[index])


_TABLE[pickle.PUT[0]] = lambda m: _put(m, int(m.line()))
_TABLE[pickle.BINPUT[0]] = lambda m: _put(m, m.take(1)[0])
_TABLE[pickle.LONG_BINPUT[0]] = lambda m: _put(m, m.number("<I", 4))
_TABLE[pickle.MEMOIZE[0]] = lambda m: _put(m, len(m.memo))
_TABLE[pickle.GET[0]] = lambda m: _get(m, int(m.line()))
_TABLE[pickle.BINGET[0]] = lambda m: _get(m, m.take(1)[0])
_TABLE[pickle.LONG_BINGET[0]] = lambda m: _get(m, m.number("<I", 4))


# Containers


@_opcode(pickle.TUPLE)
def _tuple(m):
    items = m.pop_mark()
    m.stack.append(tuple(items))


@_opcode(pickle.TUPLE1)
def _tuple1(m):
    m.stack[-1] = (m.stack[-1],)


@_opcode(pickle.TUPLE2)
def _tuple2(m):
    b = m.stack.pop()
    m.stack[-1] = (m.stack[-1], b)


@_opcode(pickle.TUPLE3)
def _tuple3(m):
    c, b = m.stack.pop(), m.stack.pop()
    m.stack[-1] = (m.stack[-1], b, c)


@_opcode(pickle.LIST)
def _list(m):
    items = m.pop_mark()
    m.stack.append(items)


@_opcode(pickle.DICT)
def _dict(m):
    items = m.pop_mark()
    m.stack.append({})
    _set_items(m.stack[-1], items)


@_opcode(pickle.FROZENSET)
def _frozenset(m):
    items = m.pop_mark()
    for item in items:
        check_key(item)
    m.stack.append(frozenset(items))


@_opcode(pickle.APPEND)
def _append(m):
    item = m.stack.pop()
    _extend(m, [item])


@_opcode(pickle.APPENDS)
def _appends(m):
    items = m.pop_mark()
    _extend(m, items)


def _extend(m, items):
    target = m.stack[-1]
    if isinstance(target, list):
        list.extend(target, items)
    else:
        m.world.extend(target, items)


@_opcode(pickle.ADDITEMS)
def _additems(m):
    items = m.pop_mark()
    target = m.stack[-1]
    if type(target) is not set:
        raise pickle.UnpicklingError(f"Can only add items to set, but got {type(target)}")
    for item in items:
        check_key(item)
    target.update(items)


@_opcode(pickle.SETITEM)
def _setitem(m):
    value, key = m.stack.pop(), m.stack.pop()
    _set_items(m.stack[-1], [key, value])


@_opcode(pickle.SETITEMS)
def _setitems(m):
    items = m.pop_mark()
    _set_items(m.stack[-1], items)


def _set_items(target, items):
    if not isinstance(target, dict):
        raise pickle.UnpicklingError(
            f"Can only SETITEMS for dict, collections.OrderedDict, collections.Counter, but got {type(target)}"
        )
    if len(items) % 2:
        raise pickle.UnpicklingError("the pickle is malformed: a key has no value")
    for i in range(0, len(items), 2):
        key = items[i]
        if type(key) is not str:
            check_key(key)
        target[key] = items[i + 1]


# Globals: only looked up in the world's table, only called by it


@_opcode(pickle.GLOBAL)
def _global(m):
    module, name = m.line().decode("utf-8"), m.line().decode("utf-8")
    m.stack.append(m.world.find(module, name))


@_opcode(pickle.STACK_GLOBAL)
def _stack_global(m):
    name, module = m.stack.pop(), m.stack.pop()
    if type(name) is not str or type(module) is not str:
        raise pickle.UnpicklingError("the pickle is malformed: STACK_GLOBAL requires str")
    m.stack.append(m.world.find(module, name))


@_opcode(pickle.REDUCE)
def _reduce(m):
    args = m.stack.pop()
    m.stack[-1] = m.world.call(m.stack[-1], args)


@_opcode(pickle.NEWOBJ)
def _newobj(m):
    args = m.stack.pop()
    m.stack[-1] = m.world.new(m.stack[-1], args)


@_opcode(pickle.NEWOBJ_EX)
def _newobj_ex(m):
    kwargs, args = m.stack.pop(), m.stack.pop()
    m.stack[-1] = m.world.new(m.stack[-1], args, kwargs)


@_opcode(pickle.INST)
def _inst(m):
    module, name = m.line().decode("utf-8"), m.line().decode("utf-8")
    args = tuple(m.pop_mark())
    m.stack.append(m.world.call(m.world.find(module, name), args))


@_opcode(pickle.OBJ)
def _obj(m):
    items = m.pop_mark()
    m.stack.append(m.world.call(items[0], tuple(items[1:])))


@_opcode(pickle.BUILD)
def _build(m):
    state = m.stack.pop()
    m.stack[-1] = m.world.build(m.stack[-1], state)


@_opcode(pickle.PERSID)
def _persid(m):
    m.stack.append(m.world.persistent(m.line().decode("ascii")))


@_opcode(pickle.BINPERSID)
def _binpersid(m):
    m.stack.append(m.world.persistent(m.stack.pop()))
