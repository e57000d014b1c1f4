"""The named operators that make mutants: each makes one small, telling change in a function's text.

    comparison  < becomes <= and >, == becomes !=, in becomes not in
    arithmetic  + becomes -, * becomes /, ** becomes *; a minus sign goes
    constant    0 becomes 1, 1 becomes 0 and 2, 0.5 becomes 0.55, True becomes False, nan becomes 0.0
    axis        axis, ddof, keepdims, side, dtype and the like: another value, or none
    branch      a condition is always or never met, a guard that raises goes, a `with` or `try` lets go of its block
    return      a wrapper such as float() goes, the sign turns, two values are swapped
    logical     and becomes or, `not` goes
    arguments   two neighbours in a call are swapped, a keyword argument goes
    call        max becomes min, log becomes log2: functions that are mistaken for one another; sqrt or asarray goes
    statement   a call for its effect, or an assignment to a part, goes

Messages of errors, docstrings, annotations, decorators, imports and asserts stay as they are.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import libcst as cst
from libcst import matchers as m

_COMPARISONS: dict[type[cst.BaseCompOp], tuple[type[cst.BaseCompOp], ...]] = {
    cst.LessThan: (cst.LessThanEqual, cst.GreaterThan), cst.LessThanEqual: (cst.LessThan, cst.GreaterThanEqual),
    cst.GreaterThan: (cst.GreaterThanEqual, cst.LessThan), cst.GreaterThanEqual: (cst.GreaterThan, cst.LessThanEqual),
    cst.Equal: (cst.NotEqual,), cst.NotEqual: (cst.Equal,), cst.In: (cst.NotIn,), cst.NotIn: (cst.In,),
    cst.Is: (cst.IsNot,), cst.IsNot: (cst.Is,),
}
_ARITHMETIC: dict[type[cst.BaseBinaryOp], type[cst.BaseBinaryOp]] = {
    cst.Add: cst.Subtract, cst.Subtract: cst.Add, cst.Multiply: cst.Divide, cst.Divide: cst.Multiply,
    cst.Power: cst.Multiply, cst.FloorDivide: cst.Multiply, cst.Modulo: cst.Multiply,
}
_BITS: dict[type[cst.BaseBinaryOp], type[cst.BaseBinaryOp]] = {cst.BitAnd: cst.BitOr, cst.BitOr: cst.BitAnd}
_AUGMENTED: dict[type[cst.BaseAugOp], type[cst.BaseAugOp]] = {
    cst.AddAssign: cst.SubtractAssign, cst.SubtractAssign: cst.AddAssign, cst.MultiplyAssign: cst.DivideAssign,
    cst.DivideAssign: cst.MultiplyAssign,
}
_SHAPES = frozenset({"axis", "axes", "ddof", "keepdims", "side", "endpoint", "dtype", "ndmin", "replace"})
_SIDES = {"left": "right", "right": "left"}
_WRAPPERS = frozenset({"float", "int", "bool", "asarray", "array", "float64", "tuple", "list"})
_SYMMETRIC = frozenset({"min", "max", "minimum", "maximum", "hypot", "logaddexp", "isclose", "allclose", "array_equal"})
_NEIGHBOURS = {
    "max": "min", "min": "max", "maximum": "minimum", "minimum": "maximum", "argmax": "argmin", "argmin": "argmax",
    "all": "any", "any": "all", "floor": "ceil", "ceil": "floor", "log": "log2", "log1p": "log", "expm1": "exp",
    "ppf": "isf", "isf": "ppf", "cdf": "sf", "sf": "cdf", "logcdf": "logsf", "logsf": "logcdf", "std": "var", "var": "std",
    "cumsum": "cumprod", "cumprod": "cumsum", "prod": "sum", "median": "mean",
}
_METHODS = {"sum": "mean", "mean": "sum"}  # the built-in sum has no such neighbour
_DROPPED = frozenset({"sqrt", "abs", "absolute", "square", "clip", "asarray", "array"})
_NUMBERS = {"nan": "0.0", "inf": "0.0", "pi": "3.0", "e": "3.0"}
_TINY = 1e-4  # such a number is a tolerance: a tenth more tells nobody


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a statement's text."""

    operator: str
    text: str  # the whole statement, changed
    index: int  # 0-based line of the statement in which it begins
    before: str  # that line, without indentation
    after: str  # what stands there now


def changes(text: str) -> Iterator[Change]:
    """All changes of a top-level statement, in the text's order for each node; no two give the same text."""
    tree = cst.parse_module(text if text.endswith("\n") else text + "\n")
    finder = _Finder(data=m.matches(tree, m.Module([m.SimpleStatementLine()])))
    tree.visit(finder)
    seen = {tree.code}
    for operator, old, new in finder.found:
        changed = tree.deep_replace(old, new)
        code = changed.code if isinstance(changed, cst.Module) else text
        if code in seen or not _compiles(code):
            continue
        seen.add(code)
        yield _change(operator, tree.code, code)


def _change(operator: str, old: str, new: str) -> Change:
    before, after = old.split("\n"), new.split("\n")
    index = next(i for i, (one, other) in enumerate(zip(before, after, strict=False)) if one != other)
    return Change(operator, new.rstrip("\n"), index, before[index].strip(), after[index].strip())


def _compiles(code: str) -> bool:
    try:
        compile(code, "<mutant>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return False
    return True


class _Finder(cst.CSTVisitor):
    """Gathers (operator, node, replacement) for one statement; `data`: it is no function but a variable's value."""

    def __init__(self, *, data: bool) -> None:
        super().__init__()
        self.data = data
        self.found: list[tuple[str, cst.CSTNode, cst.CSTNode]] = []

    def _add(self, operator: str, old: cst.CSTNode, new: cst.CSTNode) -> None:
        self.found.append((operator, old, new))

    # What is for people, not for the machine.

    def visit_Raise(self, node: cst.Raise) -> bool:
        return False

    def visit_Annotation(self, node: cst.Annotation) -> bool:
        return False

    def visit_Decorator(self, node: cst.Decorator) -> bool:
        return False

    def visit_Assert(self, node: cst.Assert) -> bool:
        return False

    def visit_FormattedString(self, node: cst.FormattedString) -> bool:
        return False

    # Expressions.

    def visit_ComparisonTarget(self, node: cst.ComparisonTarget) -> None:
        for other in _COMPARISONS.get(type(node.operator), ()):
            self._add("comparison", node.operator, other())

    def visit_BinaryOperation(self, node: cst.BinaryOperation) -> None:
        for operator, table in (("arithmetic", _ARITHMETIC), ("logical", _BITS)):
            if type(node.operator) in table:
                self._add(operator, node.operator, table[type(node.operator)]())

    def visit_AugAssign(self, node: cst.AugAssign) -> None:
        if type(node.operator) in _AUGMENTED:
            self._add("arithmetic", node.operator, _AUGMENTED[type(node.operator)]())

    def visit_UnaryOperation(self, node: cst.UnaryOperation) -> None:
        if not isinstance(node.operator, cst.Plus):
            self._add("arithmetic" if isinstance(node.operator, cst.Minus) else "logical", node, _closed(node.expression))

    def visit_BooleanOperation(self, node: cst.BooleanOperation) -> None:
        self._add("logical", node.operator, cst.Or() if isinstance(node.operator, cst.And) else cst.And())

    def visit_Integer(self, node: cst.Integer) -> None:
        value = node.evaluated_value
        for other in [0, 2] if value == 1 else [value + 1]:
            self._add("constant", node, cst.Integer(str(other)))

    def visit_Float(self, node: cst.Float) -> None:
        value = node.evaluated_value
        others = [1.0] if value == 0 else [0.0, value / _TINY] if abs(value) < _TINY else [float(f"{value * 1.1:.6g}")]
        for other in others:
            self._add("constant", node, cst.Float(repr(other)) if other < float("inf") else cst.Float("1e308"))

    def visit_Name(self, node: cst.Name) -> None:
        if node.value in ("True", "False"):
            self._add("constant", node, cst.Name("False" if node.value == "True" else "True"))

    def visit_Attribute(self, node: cst.Attribute) -> None:
        if m.matches(node.value, m.Name("math") | m.Name("np")) and node.attr.value in _NUMBERS:
            self._add("constant", node, cst.Float(_NUMBERS[node.attr.value]))

    def visit_SimpleString(self, node: cst.SimpleString) -> None:
        if self.data:
            self._add("constant", node, _text(_next(_value(node))))

    def visit_Dict(self, node: cst.Dict) -> None:
        words = [_value(e.value) for e in node.elements
                 if isinstance(e, cst.DictElement) and isinstance(e.value, cst.SimpleString)]
        for element in node.elements:
            if not isinstance(element, cst.DictElement):
                continue
            if isinstance(element.key, cst.SimpleString):
                self._add("constant", element.key, _text(_next(_value(element.key))))
            if isinstance(element.value, cst.SimpleString):
                own = _value(element.value)
                self._add("constant", element.value, _text(next((w for w in words if w != own), _next(own))))

    def visit_IfExp(self, node: cst.IfExp) -> None:
        self._add("branch", node, _closed(node.body))
        self._add("branch", node, _closed(node.orelse))

    def visit_CompIf(self, node: cst.CompIf) -> None:
        self._add("branch", node.test, cst.Name("True"))

    # Calls.

    def visit_Arg(self, node: cst.Arg) -> bool:
        """The value of an axis has changes of its own."""
        if node.keyword is None or node.keyword.value not in _SHAPES:
            return True
        for other in _other_shapes(node.value):
            self._add("axis", node.value, other)
        return False

    def visit_Call(self, node: cst.Call) -> None:
        name = _called(node)
        self._neighbours(node, name)
        for index, argument in enumerate(node.args):
            if argument.keyword is not None:
                operator = "axis" if argument.keyword.value in _SHAPES else "arguments"
                rest = [*node.args[:index], *node.args[index + 1 :]]
                self._add(operator, node, node.with_changes(args=_listed(rest)))
        for index in range(len(node.args) - 1):
            one, other = node.args[index : index + 2]
            if name in _SYMMETRIC or not (_swappable(one) and _swappable(other)):
                continue
            swapped = [*node.args[:index], one.with_changes(value=other.value), other.with_changes(value=one.value),
                       *node.args[index + 2 :]]
            self._add("arguments", node, node.with_changes(args=swapped))

    def _neighbours(self, node: cst.Call, name: str) -> None:
        function = node.func
        other = _NEIGHBOURS.get(name) or (_METHODS.get(name) if isinstance(function, cst.Attribute) else None)
        if other and isinstance(function, cst.Attribute):
            self._add("call", function.attr, cst.Name(other))
        elif other:
            self._add("call", function, cst.Name(other))
        elif name in _DROPPED and node.args and node.args[0].keyword is None:
            self._add("call", node, _closed(node.args[0].value))

    # Statements.

    def visit_If(self, node: cst.If) -> None:
        last = node.body.body[-1]
        if isinstance(last, cst.SimpleStatementLine):
            last = last.body[-1]
        guard = node.orelse is None and isinstance(last, cst.Raise)
        for value in ["False"] if guard else ["True", "False"]:
            self._add("branch", node.test, cst.Name(value))

    def visit_While(self, node: cst.While) -> None:
        self._add("branch", node.test, cst.Name("False"))

    def visit_With(self, node: cst.With) -> None:
        if all(item.asname is None for item in node.items):
            self._add("branch", node, cst.If(cst.Name("True"), node.body, leading_lines=node.leading_lines))

    def visit_Try(self, node: cst.Try) -> None:
        self._add("branch", node, cst.If(cst.Name("True"), node.body, leading_lines=node.leading_lines))

    def visit_Break(self, node: cst.Break) -> None:
        self._add("branch", node, cst.Continue())

    def visit_Continue(self, node: cst.Continue) -> None:
        self._add("branch", node, cst.Break())

    def visit_Return(self, node: cst.Return) -> None:
        value = node.value
        if isinstance(value, cst.Tuple):
            for element in value.elements:
                self._unwrap(element.value)
            if len(value.elements) > 1:
                one, other, *rest = value.elements
                swapped = [one.with_changes(value=other.value), other.with_changes(value=one.value), *rest]
                self._add("return", value, value.with_changes(elements=swapped))
        elif value is not None:
            self._unwrap(value)
            if not isinstance(value, cst.Dict | cst.SimpleString | cst.UnaryOperation):
                self._add("return", value, cst.UnaryOperation(cst.Minus(), _closed(value)))

    def _unwrap(self, node: cst.BaseExpression) -> None:
        if isinstance(node, cst.Call) and _called(node) in _WRAPPERS and node.args and node.args[0].keyword is None:
            self._add("return", node, _closed(node.args[0].value))

    def visit_SimpleStatementLine(self, node: cst.SimpleStatementLine) -> None:
        effect = m.Expr(m.Call()) | m.AugAssign() | m.Assign([m.AssignTarget(m.Subscript() | m.Attribute())])
        if len(node.body) == 1 and m.matches(node.body[0], effect):
            self._add("statement", node, node.with_changes(body=[cst.Pass()]))


def _called(node: cst.Call) -> str:
    """The last part of the called function's name."""
    function = node.func.attr if isinstance(node.func, cst.Attribute) else node.func
    return function.value if isinstance(function, cst.Name) else ""


def _closed(node: cst.BaseExpression) -> cst.BaseExpression:
    """The expression so that it can stand anywhere."""
    loose = (cst.BinaryOperation, cst.BooleanOperation, cst.Comparison, cst.IfExp, cst.UnaryOperation, cst.Lambda, cst.Tuple)
    if isinstance(node, loose) and not node.lpar:
        return node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    return node


def _listed(arguments: Sequence[cst.Arg]) -> list[cst.Arg]:
    """Arguments of a call after one went: the last one needs no comma."""
    return [*arguments[:-1], arguments[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)] if arguments else []


def _swappable(argument: cst.Arg) -> bool:
    return argument.keyword is None and not argument.star and not isinstance(
        argument.value, cst.SimpleString | cst.FormattedString | cst.ConcatenatedString)


def _other_shapes(value: cst.BaseExpression) -> list[cst.BaseExpression]:
    """What an axis, a ddof, a flag or a side may be mistaken for."""
    if isinstance(value, cst.Integer):
        return [cst.Integer("0" if value.value != "0" else "1")]
    if m.matches(value, m.UnaryOperation(m.Minus(), m.Integer())):
        return [cst.Integer("0")]
    if isinstance(value, cst.Name) and value.value in ("True", "False"):
        return [cst.Name("False" if value.value == "True" else "True")]
    if isinstance(value, cst.SimpleString) and _value(value) in _SIDES:
        return [_text(_SIDES[_value(value)])]
    return []


def _value(node: cst.SimpleString) -> str:
    value = node.evaluated_value
    return value if isinstance(value, str) else value.decode("latin-1")


def _text(value: str) -> cst.SimpleString:
    return cst.SimpleString('"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"')


def _next(word: str) -> str:
    """Another letter for a letter, a misspelling for a word."""
    return chr(ord(word) + 1) if re.fullmatch("[a-yA-Y]", word) else f"{word}_"
