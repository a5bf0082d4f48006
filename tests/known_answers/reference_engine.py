"""A second engine, written from docs/explanation/model.md alone.

It is slow, plain Python, close to the formulas of that page.  It shares nothing with the package
but the compiled model, the quantile functions and the copula's normal functions.
"""

import hashlib
import itertools
import math

import numpy as np
from scipy.special import ndtr, ndtri

from sim.distributions import FAMILIES
from sim.results.option_rungs import ABSENT, ACTIVE, ENDED, SUSPENDED

STRATUM, WORD = 20, 0xFFFFFFFF
OPTION_ENDS, OPTION_STARTS, DATE, CLOCK = range(4)  # the order of things at one instant
BEFORE, IN_FORCE, OVER = range(3)  # phases of an option


def reference_history(model, seed, draw, replication, adopted=()):
    """Return ``(day, name of the move)`` of everything that happens in one replication."""
    p = parameter_row(model, seed, draw)
    return _World(model, p, (seed, draw, replication), adopted).run()


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


def _gaps(name, seed, draw, replication):
    for n in itertools.count():
        yield -math.log(uniform(seed, "clock", name, draw, replication, n))


def parameter_row(model, seed, draw):
    """Return the value of every parameter in one draw."""
    uncertain = [n for n, p in enumerate(model.parameters) if p.family != "constant"]
    levels = {n: _stratified(seed, model.parameters[n].name, draw) for n in uncertain}
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


def step_of(model):
    """Return the step on which the indicators are followed."""
    middle = [_value(p, None if p.family == "constant" else 0.5) for p in model.parameters]
    longest = math.inf
    for move in model.moves:
        if move.rate is not None and move.indicator_ratios:
            pairs = [(middle[model.indicators[i].half_life], h) for i, h in move.indicator_ratios]
            fading = sum(abs(math.log(middle[h])) / half_life for half_life, h in pairs)
            longest = min(longest, 2 * min(half_life for half_life, _ in pairs))
            longest = min(longest, 4 / fading if fading else math.inf)
    step = model.step_days
    while step > longest and 2 * model.horizon_days / step <= 100_000:
        step /= 2
    return step


def _hazard_of(probability):
    return -math.log1p(-probability) if probability < 1 else math.inf


class _Level:
    """An indicator: its level at a day, and how it relaxes from there."""

    def __init__(self, indicator, p):
        start = indicator.rest if indicator.start is None else indicator.start
        self.value, self.day, self.rest = p[start], 0.0, p[indicator.rest]
        self.time_constant = p[indicator.half_life] / math.log(2)

    def at(self, day):
        decay = math.exp((self.day - day) / self.time_constant)
        return self.rest + (self.value - self.rest) * decay

    def relax(self, day):
        self.value, self.day = self.at(day), day


class _Clock:
    """The clock of a move: what is left of its gap, its factor and its line."""

    def __init__(self, move, rate_of, p, horizon, gaps):
        self.rate, self.shape = rate_of(move), 1.0 if move.shape is None else p[move.shape]
        self.gaps, self.left = gaps, next(gaps)
        self.reading, self.factor = 0.0, 0.0
        self.ratio, self.slope, self.line_end = 1.0, 0.0, horizon
        self.possible, self.possible_since = False, 0.0

    def reading_at(self, day):
        return self.rate ** (self.shape - 1) * (day - self.possible_since) ** self.shape

    def run_down(self, day):
        if self.possible:
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

    def set_factor(self, possible, factor, day):
        if possible and not self.possible:
            self.possible_since, self.reading = day, 0.0
        elif factor != self.factor:
            self.run_down(day)
        self.possible, self.factor = possible, factor


class _World:
    """One replication of one draw of a world."""

    def __init__(self, model, p, place, adopted):
        self.model, self.p = model, p
        self.rung = [ladder.start for ladder in model.ladders]
        self.phase = [BEFORE for _ in model.options]
        self.adopted, self.log = set(adopted), []
        agenda = [(day, DATE, m) for m, move in enumerate(model.moves) for day in move.days]
        for o in self.adopted:
            option = model.options[o]
            agenda.append((p[option.delay], OPTION_STARTS, o))
            if option.lasts is not None:
                agenda.append((p[option.delay] + p[option.lasts], OPTION_ENDS, o))
        self.agenda = sorted(agenda)
        self.levels = [_Level(indicator, p) for indicator in model.indicators]
        self.clocks = [
            _Clock(m, self.rate, p, model.horizon_days, _gaps(m.name, *place)) for m in model.moves
        ]

    def run(self):
        self.set_rests(0.0)
        self.set_factors(0.0)
        horizon = self.model.horizon_days
        step = step_of(self.model) if self.levels else horizon
        for k in range(math.ceil(round(horizon / step, 9))):
            self.run_step(k * step, min((k + 1) * step, horizon))
        return self.log

    def run_step(self, day, end):
        for level in self.levels:
            level.relax(day)
        for m in range(len(self.clocks)):
            self.lay_line(m, day, end)
        while True:
            clocks = [(clock.due(), CLOCK, m) for m, clock in enumerate(self.clocks)]
            first, kind, number = min(self.agenda[:1] + clocks)
            if first >= end:
                return
            day, happens = max(day, first), kind == CLOCK
            if kind != CLOCK:
                del self.agenda[0]
            if kind == DATE and self.holds(self.model.moves[number].when):
                happens = self.succeeds_on_date(number, day)
            elif kind in (OPTION_ENDS, OPTION_STARTS):
                phase = OVER if kind == OPTION_ENDS else IN_FORCE
                self.phase[number] = max(self.phase[number], phase)
            self.consequences(number if happens else None, day, end)

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
            disturbed = any(i in touched for i, _ in move.indicator_ratios)
            if self.clocks[m].possible and (m in begun or disturbed):
                self.lay_line(m, day, end)

    def happen(self, m, day):
        self.log.append((day, self.model.moves[m].name))
        self.clocks[m].run_down(day)
        self.clocks[m].left = next(self.clocks[m].gaps)
        for ladder, rung in self.model.moves[m].rungs:
            option = ladder - self.model.n_plain_ladders
            if option < 0:
                self.rung[ladder] = rung
            elif option in self.adopted:
                self.phase[option] = OVER

    def succeeds_on_date(self, m, day):
        self.clocks[m].left -= math.exp(self.log_factor(m) + self.log_indicators(m, day))
        return self.clocks[m].left <= 0

    def set_option_rungs(self):
        for _ in self.model.options:  # as often as a chain of needs can be long
            for o, option in enumerate(self.model.options):
                in_force = ACTIVE if self.holds(option.needs) else SUSPENDED
                rung = (ABSENT, in_force, ENDED)[self.phase[o]]
                self.rung[self.model.n_plain_ladders + o] = rung

    def active_options(self):
        first = self.model.n_plain_ladders
        return [o for n, o in enumerate(self.model.options) if self.rung[first + n] == ACTIVE]

    def holds(self, condition):
        return all(self.rung[ladder] in rungs for ladder, rungs in condition)

    def set_factors(self, day):
        """Find all factors anew; return the moves that have just become possible."""
        before = {m for m, clock in enumerate(self.clocks) if clock.possible}
        for m, move in enumerate(self.model.moves):
            possible = move.rate is not None and self.holds(move.when)
            factor = math.exp(self.log_factor(m)) if possible else 0.0
            self.clocks[m].set_factor(possible, factor, day)
        return {m for m, clock in enumerate(self.clocks) if clock.possible} - before

    def rate(self, move):
        """Return the rate of a move per day; a chance within a time holds for any shape."""
        if move.rate is None:
            return None
        window = self.model.parameters[move.rate].window_days
        if window is None or move.shape is None:
            return self.p[move.rate]
        return (self.p[move.rate] * window) ** (1 / self.p[move.shape]) / window

    def log_factor(self, m):
        move, p = self.model.moves[m], self.p
        rate = self.rate(move)
        baseline = _hazard_of(p[move.probability]) if rate is None else rate
        traits = sum(p[a] * math.log(p[h]) for a, h in move.trait_ratios)
        rungs = sum(math.log(p[h]) for ladder, g, h in move.rung_ratios if self.rung[ladder] == g)
        return math.log(baseline) + traits + rungs + self.log_options(m)

    def log_options(self, m):
        effects = [(o, h) for o in self.active_options() for move, h in o.effects if move == m]
        sizes = [self.p[o.strength] * math.log(self.p[ratio]) for o, ratio in effects]
        overlap, total, place = self.p[self.model.overlap], 0.0, 0
        left = sorted((x for x in sizes if x != 0), key=abs, reverse=True)
        while left:
            strongest = abs(left[0])
            equal = [x for x in left if abs(x) >= strongest * (1 - 1e-9)]
            weights = sum(overlap ** (place + n) for n in range(len(equal)))
            balance = sum(1 if x > 0 else -1 for x in equal)
            total += weights * strongest * balance / len(equal)
            place, left = place + len(equal), left[len(equal) :]
        return total

    def log_indicators(self, m, day):
        ratios = self.model.moves[m].indicator_ratios
        return sum(math.log(self.p[ratio]) * self.levels[i].at(day) for i, ratio in ratios)

    def lay_line(self, m, day, end):
        if self.model.moves[m].indicator_ratios:
            self.clocks[m].lay_line(day, end, lambda x: math.exp(self.log_indicators(m, x)))

    def set_rests(self, day):
        """Find all resting levels anew; return the indicators whose resting level changed."""
        rests = [self.p[indicator.rest] for indicator in self.model.indicators]
        shifts = []
        for on, ladder in zip(self.rung, self.model.ladders, strict=True):
            shifts += [(i, shift) for rung, i, shift in ladder.shifts if rung == on]
        shifts += [shift for option in self.active_options() for shift in option.shifts]
        for i, shift in shifts:
            rests[i] += self.p[shift]
        rests = [min(1.0, max(0.0, rest)) for rest in rests]
        touched = {i for i, level in enumerate(self.levels) if level.rest != rests[i]}
        for i in touched:
            self.levels[i].relax(day)
            self.levels[i].rest = rests[i]
        return touched
