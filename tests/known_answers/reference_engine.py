"""A second engine, written from docs/explanation/model.md alone.

It is slow, plain Python, close to the formulas of that page.  It shares nothing with the package
but the compiled model, the quantile functions and the copula's normal functions.
"""

import hashlib
import math

import numpy as np
from scipy.special import ndtr, ndtri

from sim.distributions import FAMILIES
from sim.model import ABSENT, ACTIVE, ENDED, SUSPENDED

STRATUM, WORD = 20, 0xFFFFFFFF
OPTION_ENDS, OPTION_STARTS, DATE, CLOCK = range(4)  # the order of things at one instant
BEFORE, IN_FORCE, OVER = "before", "in force", "over"


def reference_history(model, seed, draw, replication, adopted=()):
    """Return ``(day, name of the move)`` of everything that happens in one replication."""
    return _World(model, seed, draw, replication, adopted).run()


def uniform(seed, kind, name, draw, replication, number):
    """Return one number of a stream, by Philox4x32-10."""
    text = "\x1f".join([str(seed), kind, name]).encode()
    digest = hashlib.blake2b(text, digest_size=8, person=b"sim.stream").digest()
    key = [int.from_bytes(digest[:4], "little"), int.from_bytes(digest[4:], "little")]
    block, odd = divmod(number, 2)
    a, b, c, d = block & WORD, replication, draw, block >> 32
    for _ in range(10):
        first, second = 0xD2511F53 * a, 0xCD9E8D57 * c
        a, b = (second >> 32) ^ b ^ key[0], second & WORD
        c, d = (first >> 32) ^ d ^ key[1], first & WORD
        key = [(key[0] + 0x9E3779B9) & WORD, (key[1] + 0xBB67AE85) & WORD]
    word = c << 32 | d if odd else a << 32 | b
    return ((word >> 12) + 0.5) * 2.0**-52


def parameter_row(model, seed, draw):
    """Return the value of every parameter in one draw."""
    levels = {
        position: _stratified(seed, parameter.name, draw)
        for position, parameter in enumerate(model.parameters)
        if parameter.family != "constant"
    }
    _correlate(model, levels)
    return [_value(p, levels.get(position)) for position, p in enumerate(model.parameters)]


def _stratified(seed, name, draw):
    stratum, place = divmod(draw, STRATUM)
    v = [uniform(seed, "parameter", name, stratum, 0, n) for n in range(2 * STRATUM)]
    order = sorted(range(STRATUM), key=lambda n: v[n])
    return (order[place] + v[STRATUM + place]) / STRATUM


def _correlate(model, levels):
    pairs = {position for pair in model.correlations for position in pair[:2]}
    members = sorted(pairs, key=lambda position: model.parameters[position].name)
    if not members:
        return
    matrix = np.eye(len(members))
    for first, second, rho in model.correlations:
        i, j = members.index(first), members.index(second)
        matrix[i, j] = matrix[j, i] = rho
    z = [ndtri(levels[position]) for position in members]
    for position, row in zip(members, np.linalg.cholesky(matrix), strict=True):
        levels[position] = float(ndtr(sum(weight * x for weight, x in zip(row, z, strict=True))))


def _value(parameter, level):
    value = parameter.arguments[0]
    if level is not None:
        quantile = FAMILIES[parameter.family].quantile
        value = float(np.ravel(quantile(np.array([level]), *parameter.arguments))[0])
    if parameter.window_days is not None:
        return _hazard_of(value) / parameter.window_days
    return value * parameter.scale


def _hazard_of(probability):
    return -math.log1p(-probability) if probability < 1 else math.inf


def _exp(x):
    return math.exp(min(700.0, max(-700.0, x)))


class _Level:
    """An indicator: its level at a day, and how it relaxes from there."""

    def __init__(self, start, rest, half_life):
        self.value, self.day = start, 0.0
        self.rest, self.time_constant = rest, half_life / math.log(2)

    def at(self, day):
        decay = math.exp(-(day - self.day) / self.time_constant)
        return self.rest + (self.value - self.rest) * decay

    def relax(self, day):
        self.value, self.day = self.at(day), day


class _Clock:
    """The clock of a move: what is left of its gap, its factor and its line."""

    def __init__(self, move, p, horizon):
        self.rate = None if move.rate is None else p[move.rate]
        self.shape = 1.0 if move.shape is None else p[move.shape]
        self.left, self.reading, self.factor = 0.0, 0.0, 0.0
        self.ratio, self.slope, self.line_end = 1.0, 0.0, horizon
        self.possible, self.possible_since = False, 0.0

    def reading_at(self, day):
        return self.rate ** (self.shape - 1) * (day - self.possible_since) ** self.shape

    def run_down(self, day):
        if not self.possible:
            return
        v = self.reading_at(day) - self.reading
        self.left -= self.factor * v * (self.ratio + self.slope * v / 2)
        self.ratio += self.slope * v
        self.reading += v

    def due(self):
        """Return the day on which nothing is left of the gap, if its line goes so far."""
        if not self.possible:
            return math.inf
        v = self.reading_at(self.line_end) - self.reading
        if self.left >= self.factor * v * (self.ratio + self.slope * v / 2):
            return math.inf
        q = self.left / self.factor
        root = math.sqrt(max(0.0, self.ratio**2 + 2 * self.slope * q))
        reading = self.reading + 2 * q / (self.ratio + root)
        return self.possible_since + (reading / self.rate ** (self.shape - 1)) ** (1 / self.shape)

    def lay_line(self, day, end, ratio_at):
        """Lay the line to the end of the step; ``ratio_at`` is the indicators' part at a day."""
        self.run_down(day)
        length, node = end - day, math.sqrt(3) / 6
        low, high = (ratio_at(day + (0.5 + side * node) * length) for side in (-1, 1))
        mean, slope = (low + high) / 2, 0.0
        if self.shape == 1 and length > 0:
            steepest = 2 * mean / length
            slope = min(steepest, max(-steepest, (high - low) / (length / math.sqrt(3))))
        self.ratio, self.slope, self.line_end = mean - slope * length / 2, slope, end

    def become(self, possible, factor, day):
        """Go on with a new factor; return whether the move has just become possible."""
        begins = possible and not self.possible
        if begins:
            self.possible_since, self.reading = day, 0.0
        elif factor != self.factor:
            self.run_down(day)
        self.possible, self.factor = possible, factor
        return begins


class _World:
    """One replication of one draw of a world."""

    def __init__(self, model, seed, draw, replication, adopted):
        self.model, self.place = model, (seed, draw, replication)
        self.p = p = parameter_row(model, seed, draw)
        self.horizon = model.horizon_days
        self.rung = [ladder.start for ladder in model.ladders]
        self.phase = [BEFORE for _ in model.options]
        self.adopted = set(adopted)
        self.switch_day = [math.inf for _ in model.options]
        for o in self.adopted:
            self.switch_day[o] = p[model.options[o].delay]
        self.dates = sorted((day, m) for m, move in enumerate(model.moves) for day in move.days)
        self.levels = [
            _Level(p[i.rest if i.start is None else i.start], p[i.rest], p[i.half_life])
            for i in model.indicators
        ]
        self.clocks = [_Clock(move, p, self.horizon) for move in model.moves]
        self.happened = [0 for _ in model.moves]
        self.log = []

    def run(self):
        for m in range(len(self.clocks)):
            self.next_gap(m)
        self.set_rests(0.0)
        self.set_factors(0.0)
        step = self.model.step_days if self.levels else self.horizon
        n_steps = math.ceil(round(self.horizon / step, 9))
        for k in range(n_steps):
            self.run_step(k * step, (k + 1) * step if k + 1 < n_steps else self.horizon)
        return self.log

    def run_step(self, day, end):
        for level in self.levels:
            level.relax(day)
        for m, move in enumerate(self.model.moves):
            if move.indicator_ratios:
                self.lay_line(m, day, end)
        while True:
            first, kind, number = min(self.coming(), default=(math.inf, CLOCK, 0))
            if first >= end:
                return
            day = max(day, first)
            happens = kind == CLOCK
            if kind == DATE:
                del self.dates[0]
                happens = self.succeeds_on_date(number, day)
            elif kind != CLOCK:
                self.switch(number)
            self.consequences(number if happens else None, day, end)

    def coming(self):
        """Return ``(day, kind, number)`` of whatever may be the next thing to happen."""
        for o, day in enumerate(self.switch_day):
            yield day, OPTION_ENDS if self.phase[o] == IN_FORCE else OPTION_STARTS, o
        yield from ((day, DATE, m) for day, m in self.dates[:1])
        for m, clock in enumerate(self.clocks):
            yield clock.due(), CLOCK, m

    def consequences(self, mover, day, end):
        if mover is not None:
            self.happen(mover, day)
        self.set_option_rungs()
        begun = self.set_factors(day)
        touched = self.set_rests(day)
        if mover is not None:
            for i, jump in self.model.moves[mover].jumps:
                self.levels[i].relax(day)
                self.levels[i].value = min(1.0, max(0.0, self.levels[i].value + self.p[jump]))
                touched.add(i)
        for m, move in enumerate(self.model.moves):
            readers = {i for i, _ in move.indicator_ratios}
            if self.clocks[m].possible and readers and (m in begun or readers & touched):
                self.lay_line(m, day, end)

    def happen(self, m, day):
        self.log.append((day, self.model.moves[m].name))
        self.clocks[m].run_down(day)
        self.happened[m] += 1
        self.next_gap(m)
        for ladder, rung in self.model.moves[m].rungs:
            option = ladder - self.model.n_plain_ladders
            if option < 0:
                self.rung[ladder] = rung
            elif option in self.adopted:
                self.phase[option], self.switch_day[option] = OVER, math.inf

    def next_gap(self, m):
        seed, draw, replication = self.place
        place = (self.model.moves[m].name, draw, replication, self.happened[m])
        self.clocks[m].left = -math.log(uniform(seed, "clock", *place))

    def succeeds_on_date(self, m, day):
        if not self.holds(self.model.moves[m].when):
            return False
        self.clocks[m].left -= _exp(self.log_factor(m) + self.log_indicators(m, day))
        return self.clocks[m].left <= 0

    def switch(self, o):
        option = self.model.options[o]
        self.phase[o] = OVER if self.phase[o] == IN_FORCE else IN_FORCE
        self.switch_day[o] = math.inf
        if self.phase[o] == IN_FORCE and option.lasts is not None:
            self.switch_day[o] = self.p[option.delay] + self.p[option.lasts]

    def set_option_rungs(self):
        for _ in self.model.options:  # as often as a chain of needs can be long
            for o, option in enumerate(self.model.options):
                in_force = ACTIVE if self.holds(option.needs) else SUSPENDED
                rung = {BEFORE: ABSENT, IN_FORCE: in_force, OVER: ENDED}[self.phase[o]]
                self.rung[self.model.n_plain_ladders + o] = rung

    def active_options(self):
        first = self.model.n_plain_ladders
        return [o for n, o in enumerate(self.model.options) if self.rung[first + n] == ACTIVE]

    def holds(self, condition):
        return all(self.rung[ladder] in rungs for ladder, rungs in condition)

    def set_factors(self, day):
        """Find all factors anew; return the moves that have just become possible."""
        begun = set()
        for m, (move, clock) in enumerate(zip(self.model.moves, self.clocks, strict=True)):
            possible = move.rate is not None and self.holds(move.when)
            if clock.become(possible, _exp(self.log_factor(m)) if possible else 0.0, day):
                begun.add(m)
        return begun

    def log_factor(self, m):
        move, p = self.model.moves[m], self.p
        baseline = _hazard_of(p[move.probability]) if move.rate is None else p[move.rate]
        traits = sum(p[a] * math.log(p[h]) for a, h in move.trait_ratios)
        rungs = sum(math.log(p[h]) for ladder, g, h in move.rung_ratios if self.rung[ladder] == g)
        return math.log(baseline) + traits + rungs + self.log_options(m)

    def log_options(self, m):
        effects = [(o, h) for o in self.active_options() for move, h in o.effects if move == m]
        sizes = [self.p[o.strength] * math.log(self.p[ratio]) for o, ratio in effects]
        overlap, total, place = self.p[self.model.overlap], 0.0, 0
        for size in sorted({abs(x) for x in sizes if x != 0}, reverse=True):
            equal = [x for x in sizes if abs(x) == size]
            weights = sum(overlap ** (place + n) for n in range(len(equal)))
            total += weights * sum(equal) / len(equal)
            place += len(equal)
        return total

    def log_indicators(self, m, day):
        ratios = self.model.moves[m].indicator_ratios
        return sum(math.log(self.p[ratio]) * self.levels[i].at(day) for i, ratio in ratios)

    def lay_line(self, m, day, end):
        self.clocks[m].lay_line(day, end, lambda node: _exp(self.log_indicators(m, node)))

    def set_rests(self, day):
        """Find all resting levels anew; return the indicators whose resting level changed."""
        rests = [self.p[indicator.rest] for indicator in self.model.indicators]
        for number, ladder in enumerate(self.model.ladders):
            for rung, i, shift in ladder.shifts:
                if self.rung[number] == rung:
                    rests[i] += self.p[shift]
        for option in self.active_options():
            for i, shift in option.shifts:
                rests[i] += self.p[shift]
        touched = set()
        for i, (level, rest) in enumerate(zip(self.levels, np.clip(rests, 0.0, 1.0), strict=True)):
            if rest != level.rest:
                level.relax(day)
                level.rest = rest
                touched.add(i)
        return touched
