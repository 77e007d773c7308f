"""The static call graph: which files one opens to follow a call from one function to another.

Names are resolved through imports, methods through annotations, constructors and annotated results. What is only
found while running (a function that is handed over, a registry) is not followed.
"""

import ast
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from benchmarks.house_tree import Definition, Function, Module, Place, definitions

_CONTAINERS = {"list", "tuple", "set", "frozenset", "dict", "Sequence", "Iterable", "Iterator", "Mapping"}
_KEYED = {"dict", "Mapping"}


@dataclass(frozen=True)
class Value:
    """What an expression may be.

    Attributes:
        kind: ``definition`` (of ``place``), ``instance`` (of ``place``), ``callable`` or ``container``.
        place: Of the definition or class.
        parts: What the callable returns or the container holds.
    """

    kind: str
    place: Place | None = None
    parts: tuple["Value", ...] = ()


Values = tuple[Value, ...]
Names = dict[str, Values]


@dataclass(frozen=True)
class Calls:
    """The project's definitions and what each calls.

    Attributes:
        modules: By dotted name.
    """

    modules: Mapping[str, Module]

    @cached_property
    def definitions(self) -> dict[Place, Definition]:
        """Functions, classes and methods by where they stand."""
        return {place: node for module in self.modules.values() for place, node in definitions(module)}

    @cached_property
    def _known(self) -> dict[Place, set[Place]]:
        return {}

    def find(self, module: str, name: str) -> Place | None:
        """Return what a module means by a name, through re-exports; None outside the project."""
        if Place(module, name) in self.definitions:
            return Place(module, name)
        if module not in self.modules or name not in self.modules[module].imported:
            return None
        source, inner = self.modules[module].imported[name]
        whole = f"{source}.{inner}" if inner else source
        if whole in self.modules:
            return Place(whole)
        return self.find(source, inner) if (source, inner) != (module, name) else None

    def method(self, owner: Place | None, name: str) -> Place | None:
        """Return a class's method, its own or an inherited one."""
        node = self.definitions.get(owner) if owner else None
        if owner is None or not isinstance(node, ast.ClassDef):
            return None
        own = Place(owner.module, f"{owner.name}.{name}")
        if own in self.definitions:
            return own
        bases = (self.find(owner.module, base.id) for base in node.bases if isinstance(base, ast.Name))
        return next((found for base in bases if base != owner and (found := self.method(base, name))), None)

    def _is_class(self, place: Place | None) -> bool:
        return place is not None and isinstance(self.definitions.get(place), ast.ClassDef)

    def called_by(self, place: Place) -> set[Place]:
        """Return the functions, constructors and properties that a definition calls itself."""
        if place not in self._known:
            self._known[place] = set(self._called_by(place))
        return self._known[place]

    def _called_by(self, place: Place) -> Iterator[Place]:
        node = self.definitions.get(place)
        if isinstance(node, ast.ClassDef):
            made = (self.method(place, name) for name in ("__init__", "__post_init__"))
            yield from (method for method in made if method)
            return
        names = self._names(place)
        for part in self._body(place):
            if isinstance(part, ast.Call):
                yield from self._targets(self._values(place.module, part.func, names))
            elif isinstance(part, ast.Attribute):
                owners = self._values(place.module, part.value, names)
                yield from (read for owner in owners if (read := self._property(owner, part.attr)))

    def _targets(self, values: Values) -> Iterator[Place]:
        for value in values:
            target = self.method(value.place, "__call__") if value.kind == "instance" else value.place
            if target and target.name:
                yield target

    def _property(self, owner: Value, name: str) -> Place | None:
        place = self.method(owner.place, name) if owner.kind == "instance" else None
        node = self.definitions[place] if place else None
        return place if node and any("property" in ast.unparse(mark) for mark in node.decorator_list) else None

    def _body(self, place: Place) -> Iterator[ast.AST]:
        """Yield the nodes that run with a definition; of a module those outside its functions and classes."""
        whole = self.definitions.get(place) or self.modules[place.module].tree
        kept = (part for part in whole.body if place.name or not isinstance(part, Definition))
        return (node for part in kept for node in ast.walk(part))

    def _names(self, place: Place, depth: int = 0) -> Names:
        """Return what the local names of a definition may be."""
        node, names = self.definitions.get(place), Names()
        if isinstance(node, Function):
            arguments = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
            names |= {argument.arg: self._annotated(place.module, argument.annotation) for argument in arguments}
        if "." in place.name:
            names["self"] = (Value("instance", Place(place.module, place.name.split(".")[0])),)
        for name, bound, is_element in _bindings(self._body(place)):
            if name not in names:
                values = self._values(place.module, bound, names, depth + 1)
                names[name] = _parts(values, "container") if is_element else values
        return names

    def _annotated(self, module: str, annotation: ast.expr | None) -> Values:
        match annotation:
            case ast.Constant(value=str(text)):
                return self._annotated(module, ast.parse(text, mode="eval").body)
            case ast.BinOp(left=left, right=right):
                return self._annotated(module, left) + self._annotated(module, right)
            case ast.Name(id=name):
                place = self.find(module, name)
                return (Value("instance", place),) if self._is_class(place) else ()
            case ast.Subscript(value=ast.Name(id="Callable"), slice=ast.Tuple(elts=[_, result])):
                return (Value("callable", parts=self._annotated(module, result)),)
            case ast.Subscript(value=ast.Name(id=name), slice=inner) if name in _CONTAINERS:
                items = inner.elts if isinstance(inner, ast.Tuple) else [inner]
                held = [value for item in items[name in _KEYED :] for value in self._annotated(module, item)]
                return (Value("container", parts=tuple(held)),)
        return ()

    def _values(  # noqa: C901, PLR0911 # one short case for each kind of expression
        self, module: str, node: ast.expr, names: Names, depth: int = 0
    ) -> Values:
        """Return what an expression may be; nothing where that cannot be told, or only from very far."""
        if depth > 8:
            return ()

        def inner(part: ast.expr) -> Values:
            return self._values(module, part, names, depth + 1)

        match node:
            case ast.Name(id=name) if name in names:
                return names[name]
            case ast.Name(id=name):
                return (Value("definition", place),) if (place := self.find(module, name)) else ()
            case ast.Attribute(value=owner, attr=name):
                return tuple(found for value in inner(owner) for found in self._attribute(value, name, depth + 1))
            case ast.Call(func=function):
                return tuple(found for value in inner(function) for found in self._result(value))
            case ast.IfExp(body=first, orelse=second):
                return inner(first) + inner(second)
            case ast.BoolOp(values=options):
                return tuple(found for option in options for found in inner(option))
            case ast.NamedExpr(value=value):
                return inner(value)
            case ast.Subscript(value=owner):
                return _parts(inner(owner), "container")
        return ()

    def _result(self, value: Value) -> Values:
        if value.kind == "callable":
            return value.parts
        if value.kind == "definition" and self._is_class(value.place):
            return (Value("instance", value.place),)
        called = self.method(value.place, "__call__") if value.kind == "instance" else value.place
        node = self.definitions.get(called) if called else None
        return self._annotated(called.module, node.returns) if called and isinstance(node, Function) else ()

    def _attribute(self, owner: Value, name: str, depth: int) -> Values:
        if owner.place is None or owner.kind not in ("instance", "definition"):
            return ()
        if not owner.place.name:
            found = self.find(owner.place.module, name)
            return (Value("definition", found),) if found else ()
        if owner.kind == "instance" and (held := self._field(owner.place, name, depth)):
            return held
        if read := self._property(owner, name):
            return self._result(Value("definition", read))
        method = self.method(owner.place, name)
        return (Value("definition", method),) if method else ()

    def _field(self, owner: Place, name: str, depth: int) -> Values:
        """Return what a field of a class may be, by its annotation or by what the constructor puts there."""
        node = self.definitions[owner]
        for part in node.body:
            if isinstance(part, ast.AnnAssign) and ast.unparse(part.target) == name:
                return self._annotated(owner.module, part.annotation)
        made = Place(owner.module, f"{owner.name}.__init__")
        if made not in self.definitions or depth > 6:
            return ()
        names = self._names(made, depth + 1)
        puts = (part for part in self._body(made) if isinstance(part, ast.Assign))
        own = (part.value for part in puts if f"self.{name}" in map(ast.unparse, part.targets))
        return tuple(found for value in own for found in self._values(owner.module, value, names, depth + 1))


def _parts(values: Values, kind: str) -> Values:
    return tuple(part for value in values if value.kind == kind for part in value.parts)


def _bindings(nodes: Iterable[ast.AST]) -> Iterator[tuple[str, ast.expr, bool]]:
    """Yield each local name, what it is bound to, and whether to an element of that."""
    for node in nodes:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                yield name, value, False
            case ast.NamedExpr(target=ast.Name(id=name), value=value):
                yield name, value, False
            case ast.withitem(context_expr=value, optional_vars=ast.Name(id=name)):
                yield name, value, False
            case (
                ast.For(target=ast.Name(id=name), iter=value) | ast.comprehension(target=ast.Name(id=name), iter=value)
            ):
                yield name, value, True


def reached(starts: Iterable[Place], step: Callable[[Place], Iterable[Place]]) -> set[Place]:
    """Return the places that steps lead to, the starts included."""
    seen, left = set(starts), list(starts)
    while left:
        new = set(step(left.pop())) - seen
        seen |= new
        left += new
    return seen


@dataclass(frozen=True)
class Journey:
    """A walk from a function to others.

    Attributes:
        way: The functions that lead there, and what they call directly.
        below: The functions at the end, and all that these call in turn.
    """

    way: frozenset[Place]
    below: frozenset[Place]

    @property
    def files(self) -> list[str]:
        """The modules that are opened, sorted."""
        return sorted({place.module for place in self.way | self.below})


def journey(calls: Calls, start: Place, ends: Iterable[str]) -> Journey:
    """Follow calls from a definition to the ends, which are named as ``function`` or ``Class.method``.

    Raises:
        ValueError: No call leads from the start to an end.
    """
    met = reached([start], calls.called_by)
    callers = defaultdict(set)
    for place in met:
        for called in calls.called_by(place):
            callers[called].add(place)
    last = {place for place in met if place.name in set(ends)}
    if not last:
        raise ValueError(f"no call leads from {start.module} {start.name} to any of {', '.join(ends)}")
    leading = reached(last, lambda place: callers[place])
    beside = {called for place in leading for called in calls.called_by(place)}
    return Journey(frozenset(leading | beside), frozenset(reached(last, calls.called_by)))
