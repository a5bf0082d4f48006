/* The loop of sim.engine.kernel in plain C, for a world without options.
 *
 * It is what a C programmer would write from that loop: the same data, the same order of things, one
 * replication at a time, no intrinsics and no hints but `restrict`.  It is built by
 * tests/benchmarks/translation.py, once with the exponential of the C library and once, with
 * OWN_EXPONENTIAL defined, with the polynomial of sim.engine.elementary, and is not part of sim.
 */

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef uint32_t u32;
typedef uint64_t u64;

/* Pointers in the order in which translation.py passes them. */
typedef struct {
    const u32 *start_rung, *first_rung, *when_start, *when_ladder;
    const u64 *when_rungs;
    const u32 *rung_start, *rung_ladder, *rung_rung, *indicator_start, *indicator_number;
    const u32 *follower_start, *follower_move, *reader_start, *reader_move;
    const u32 *then_start, *then_ladder, *then_rung, *jump_start, *jump_indicator;
    const uint8_t *is_rated, *is_follower;
    const u32 *first_slot, *weibull_followers;
    const int64_t *weibull_row, *shift_row;
    const uint8_t *shifts;
    const u64 *holds_on;
    const uint8_t *is_watched;
    const double *dated_day;
    const u32 *dated_move;
    const double *log_rate, *entry_ratio, *follower_ratio, *rung_ratio, *shape, *scale_power;
    const double *jump, *start, *rest, *time_constant, *decay, *rung_shift;
    const u64 *keys;
    const int64_t *row, *draw, *replication;
    int64_t *times;
    double *first, *condition_first, *condition_time, *integral;
} Data;

/* Sizes, likewise. */
typedef struct {
    int64_t moves, followers, slots, ladders, indicators, levels, rows, conditions, words, dates;
    int64_t weibull_followers, weibulls, entries, rung_entries, jumps, shift_rows, lanes;
} Sizes;

static Data g;
static Sizes n;
static double horizon, step;
static int64_t d; /* row of the present draw */

static int64_t awake, following;
static u32 *rung, *slot, *move;
static uint8_t *changed, *stale, *possible, *touched;
static u64 *holds, *held;
static double *value, *since, *rest, *new_rest, *integral, *early, *late, *decay_early, *decay_late;
static double *log_static, *possible_since, *first, *spare;
static int64_t *times, *follows;
static double *factor, *ratio, *slope, *left, *reading, *due, *ratios, *at_early, *at_late;
static double *condition_first, *condition_since, *condition_time;

static const double EARLY = 0.21132486540518713, LATE = 0.7886751345948129;

#ifdef OWN_EXPONENTIAL
static inline double exponential(double x) {
    union { double f; int64_t i; } s, m;
    x = x < -700.0 ? -700.0 : x;
    x = x > 700.0 ? 700.0 : x;
    s.f = x * 1.4426950408889634 + 6755399441055744.0;
    double k = s.f - 6755399441055744.0;
    double r = (x - k * 6.93147180369123816490e-01) - k * 1.90821492927058770002e-10;
    double r2 = r * r, r4 = r2 * r2;
    double a = r * 0.16666666666666413 + 0.5000000000000011;
    double b = r * 0.008333333333494466 + 0.04166666666653016;
    double c = r * 0.00019841269506566079 + 0.0013888888943629995;
    double e = r * 2.7557586387171485e-06 + 2.4801493099023478e-05;
    double f = r * 2.5000056892133108e-08 + 2.763024833782015e-07;
    double q = r4 * (r4 * f + (r2 * e + c)) + (r2 * b + a);
    m.f = 1.0 + (r2 * q + r);
    m.i += (int64_t)((u64)s.i << 52);
    return m.f;
}
#else
static inline double exponential(double x) { return exp(fmin(fmax(x, -700.0), 700.0)); }
#endif

static double power(double x, double k) { return x > 0.0 ? exponential(k * log(x)) : 0.0; }

static void gap_pair(int64_t m, u32 draw, u32 replication, u32 pair, double *even, double *odd) {
    u32 c0 = pair, c1 = replication, c2 = draw, c3 = 0;
    u32 k0 = (u32)g.keys[m], k1 = (u32)g.keys[n.moves + m];
    for (int i = 0; i < 10; i++) {
        u64 p = 0xD2511F53ull * c0, q = 0xCD9E8D57ull * c2;
        c0 = (u32)(q >> 32) ^ c1 ^ k0;
        c1 = (u32)q;
        c2 = (u32)(p >> 32) ^ c3 ^ k1;
        c3 = (u32)p;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    *even = -log((((((u64)c0 << 32) | c1) >> 12) + 0.5) * 0x1p-52);
    *odd = -log((((((u64)c2 << 32) | c3) >> 12) + 0.5) * 0x1p-52);
}

/* ------------------------------------------------------------------ clocks, one move at a time */

static double clock_reading(int64_t m, double day) {
    int64_t w = g.weibull_row[m];
    if (w < 0) return day;
    return g.scale_power[d * n.weibulls + w]
         * power(fmax(0.0, day - possible_since[m]), g.shape[d * n.weibulls + w]);
}

static void run_down(int64_t m, double day) {
    int64_t q = slot[m];
    double now = clock_reading(m, day), u = now - reading[q];
    left[q] -= factor[q] * (u * (0.5 * slope[q] * u + ratio[q]));
    ratio[q] += slope[q] * u;
    reading[q] = now;
}

static double time_along_line(double area, double r, double s) {
    return 2.0 * area / (r + sqrt(fmax(0.0, r * r + 2.0 * s * area)));
}

static void look_ahead(int64_t m, double step_end) {
    int64_t q = slot[m], w = g.weibull_row[m];
    double end = g.indicator_start[m] < g.indicator_start[m + 1] ? step_end : horizon;
    double u = clock_reading(m, end) - reading[q];
    due[q] = INFINITY;
    if (left[q] < factor[q] * (u * (0.5 * slope[q] * u + ratio[q]))) {
        due[q] = reading[q] + time_along_line(left[q] / factor[q], ratio[q], slope[q]);
        if (w >= 0)
            due[q] = possible_since[m] + power(due[q] / g.scale_power[d * n.weibulls + w],
                                               1.0 / g.shape[d * n.weibulls + w]);
    }
}

/* ---------------------------------------------------------------------------- slots and lines */

static void swap_doubles(double *a, int64_t i, int64_t j) {
    double x = a[i];
    a[i] = a[j];
    a[j] = x;
}

static void swap_slots(int64_t a, int64_t b) {
    u32 m = move[a];
    move[a] = move[b];
    move[b] = m;
    slot[move[a]] = (u32)a;
    slot[move[b]] = (u32)b;
    swap_doubles(factor, a, b);
    swap_doubles(ratio, a, b);
    swap_doubles(slope, a, b);
    swap_doubles(left, a, b);
    swap_doubles(reading, a, b);
    swap_doubles(due, a, b);
    int64_t f = follows[a];
    follows[a] = follows[b];
    follows[b] = f;
    for (int64_t i = 0; i < n.rows; i++) swap_doubles(ratios + i * n.followers, a, b);
}

static void wake(int64_t m) {
    swap_slots(slot[m], awake);
    follows[awake++] = 1;
    following = 1;
}

static void put_to_sleep(int64_t m) {
    due[slot[m]] = INFINITY;
    awake--;
    swap_slots(slot[m], awake);
}

static void find_nodes(double day, double step_end) {
    double e = day + EARLY * (step_end - day), l = day + LATE * (step_end - day);
    const double *decay = g.decay + d * n.levels;
    for (int64_t i = 0; i < n.levels; i++) {
        double away = value[i] - rest[i];
        early[i] = rest[i] + away * exponential((since[i] - e) * decay[i]);
        late[i] = rest[i] + away * exponential((since[i] - l) * decay[i]);
    }
}

static void lay(int64_t count, double day, double span, double *restrict factor,
                double *restrict ratio, double *restrict slope, double *restrict left,
                double *restrict reading, double *restrict due, int64_t *restrict follows,
                double *restrict at_early, double *restrict at_late) {
    double per_day = 1.0 / ((LATE - EARLY) * span), steepest = 2.0 / span, half = 0.5 * span;
    for (int64_t q = 0; q < count; q++) at_early[q] = at_late[q] = 0.0;
    for (int64_t i = 0; i < n.rows; i++) {
        const double *restrict r = ratios + i * n.followers;
        double e = early[i], l = late[i];
        for (int64_t q = 0; q < count; q++) {
            at_early[q] += r[q] * e;
            at_late[q] += r[q] * l;
        }
    }
    for (int64_t q = 0; q < count; q++) {
        at_early[q] = exponential(at_early[q]);
        at_late[q] = exponential(at_late[q]);
    }
    for (int64_t q = 0; q < count; q++) {
        double mean = 0.5 * (at_early[q] + at_late[q]), limit = mean * steepest;
        double s = (at_late[q] - at_early[q]) * per_day;
        s = s < -limit ? -limit : s;
        s = s > limit ? limit : s;
        double u = day - reading[q];
        double now = left[q] - factor[q] * (u * (0.5 * slope[q] * u + ratio[q]));
        double when = now < factor[q] * (span * mean) ? -1.0 : INFINITY;
        int laid = follows[q] != 0;
        left[q] = laid ? now : left[q];
        ratio[q] = laid ? mean - half * s : ratio[q];
        slope[q] = laid ? s : slope[q];
        reading[q] = laid ? day : reading[q];
        due[q] = laid ? when : due[q];
        follows[q] = 0;
    }
}

static void lay_lines(double day, double step_end) {
    lay(awake, day, step_end - day, factor, ratio, slope, left, reading, due, follows, at_early,
        at_late);
    for (int64_t q = 0; q < awake; q++)
        if (due[q] < 0.0)
            due[q] = fmax(0.0, reading[q] + time_along_line(left[q] / factor[q], ratio[q], slope[q]));
    for (int64_t k = 0; k < n.weibull_followers; k++) {
        int64_t m = g.weibull_followers[k], q = slot[m];
        if (follows[q] && possible[m]) {
            double e = 0.0, l = 0.0;
            for (u32 j = g.indicator_start[m]; j < g.indicator_start[m + 1]; j++) {
                e += g.entry_ratio[d * n.entries + j] * early[g.indicator_number[j]];
                l += g.entry_ratio[d * n.entries + j] * late[g.indicator_number[j]];
            }
            run_down(m, day);
            ratio[q] = 0.5 * (exponential(e) + exponential(l));
            look_ahead(m, step_end);
        }
        follows[q] = 0;
    }
}

/* ---------------------------------------------------------------------------- rungs and levels */

static int is_possible(int64_t m) {
    for (u32 j = g.when_start[m]; j < g.when_start[m + 1]; j++)
        if (!(g.when_rungs[j] >> rung[g.when_ladder[j]] & 1)) return 0;
    return 1;
}

static double log_factor(int64_t m) {
    double total = g.log_rate[d * n.moves + m];
    for (u32 j = g.rung_start[m]; j < g.rung_start[m + 1]; j++)
        if (rung[g.rung_ladder[j]] == g.rung_rung[j]) total += g.rung_ratio[d * n.rung_entries + j];
    return total;
}

static void set_factor(int64_t m, double day, double step_end) {
    int now = is_possible(m);
    double total = log_factor(m);
    if (now == possible[m] && total == log_static[m]) return;
    int begins = now && !possible[m];
    possible[m] = (uint8_t)now;
    log_static[m] = total;
    if (begins) possible_since[m] = day;
    double f = now && g.is_rated[m] ? exponential(total) : 0.0;
    if (f == factor[slot[m]]) return;
    run_down(m, day);
    factor[slot[m]] = f;
    if (g.is_follower[m] && begins) wake(m);
    else if (g.is_follower[m] && !now) put_to_sleep(m);
    else {
        if (begins && g.indicator_start[m] < g.indicator_start[m + 1])
            follows[slot[m]] = following = 1;
        look_ahead(m, step_end);
    }
}

static void find_conditions(void) {
    for (int64_t w = 0; w < n.words; w++) {
        u64 bits = ~0ull;
        for (int64_t l = 0; l < n.ladders; l++)
            if (g.is_watched[l]) bits &= g.holds_on[(g.first_rung[l] + rung[l]) * n.words + w];
        holds[w] = bits;
    }
}

static void watch_conditions(double day) {
    for (int64_t k = 0; k < n.conditions; k++) {
        int before = held[k >> 6] >> (k & 63) & 1, now = holds[k >> 6] >> (k & 63) & 1;
        if (now && !before) {
            condition_since[k] = day;
            if (condition_first[k] == INFINITY) condition_first[k] = day;
        } else if (before && !now) condition_time[k] += day - condition_since[k];
    }
    memcpy(held, holds, (size_t)n.words * sizeof *held);
}

static void find_rests(double *out) {
    for (int64_t i = 0; i < n.levels; i++) out[i] = g.rest[d * n.levels + i];
    for (int64_t l = 0; l < n.ladders; l++) {
        int64_t r = g.shift_row[g.first_rung[l] + rung[l]];
        if (r >= 0)
            for (int64_t i = 0; i < n.levels; i++)
                out[i] += g.rung_shift[(d * n.shift_rows + r) * n.levels + i];
    }
    for (int64_t i = 0; i < n.levels; i++) out[i] = fmin(1.0, fmax(0.0, out[i]));
}

static void disturb(int64_t i, double day, double new_rest_, double jump) {
    double decay = g.decay[d * n.levels + i];
    double now = rest[i] + (value[i] - rest[i]) * exponential((since[i] - day) * decay);
    integral[i] += rest[i] * (day - since[i]) + g.time_constant[d * n.levels + i] * (value[i] - now);
    value[i] = fmin(1.0, fmax(0.0, now + jump));
    since[i] = day;
    rest[i] = new_rest_;
    touched[i] = 1;
}

static void relax(double day) {
    const double *decay = g.decay + d * n.levels, *tau = g.time_constant + d * n.levels;
    for (int64_t i = 0; i < n.levels; i++) {
        double now = rest[i] + (value[i] - rest[i]) * exponential((since[i] - day) * decay[i]);
        integral[i] += rest[i] * (day - since[i]) + tau[i] * (value[i] - now);
        value[i] = now;
        since[i] = day;
    }
}

static void update_rungs(double day, double step_end) {
    int shifted = 0;
    find_conditions();
    for (int64_t l = 0; l < n.ladders; l++)
        if (changed[l]) {
            changed[l] = 0;
            shifted |= g.shifts[l];
            for (u32 j = g.reader_start[l]; j < g.reader_start[l + 1]; j++) stale[g.reader_move[j]] = 1;
        }
    for (int64_t m = 0; m < n.moves; m++)
        if (stale[m]) {
            stale[m] = 0;
            set_factor(m, day, step_end);
        }
    if (shifted) {
        find_rests(new_rest);
        for (int64_t i = 0; i < n.levels; i++)
            if (new_rest[i] != rest[i]) disturb(i, day, new_rest[i], 0.0);
    }
    watch_conditions(day);
}

/* ------------------------------------------------------------------------------------ the loop */

static void begin(u32 draw, u32 replication) {
    awake = following = 0;
    memcpy(rung, g.start_rung, (size_t)n.ladders * sizeof *rung);
    for (int64_t q = 0; q < n.slots; q++) {
        factor[q] = slope[q] = reading[q] = 0.0;
        ratio[q] = 1.0;
        due[q] = INFINITY;
    }
    memcpy(ratios, g.follower_ratio + d * n.rows * n.followers,
           (size_t)(n.rows * n.followers) * sizeof *ratios);
    for (int64_t m = 0; m < n.moves; m++) {
        move[g.first_slot[m]] = (u32)m;
        slot[m] = g.first_slot[m];
        gap_pair(m, draw, replication, 0, &left[slot[m]], &spare[m]);
        possible[m] = 0;
        log_static[m] = NAN;
        possible_since[m] = 0.0;
        times[m] = 0;
        first[m] = INFINITY;
    }
    for (int64_t k = 0; k < n.conditions; k++) {
        condition_first[k] = INFINITY;
        condition_time[k] = 0.0;
    }
    memset(held, 0, (size_t)n.words * sizeof *held);
    find_rests(rest);
    for (int64_t i = 0; i < n.levels; i++) {
        value[i] = g.start[d * n.levels + i];
        since[i] = integral[i] = 0.0;
        touched[i] = 0;
    }
    for (int64_t m = 0; m < n.moves; m++) set_factor(m, 0.0, 0.0);
    find_conditions();
    watch_conditions(0.0);
}

static void follow_indicators(int64_t m, double day, double step_end) {
    for (int64_t i = 0; i < n.levels; i++)
        if (touched[i]) {
            touched[i] = 0;
            for (u32 j = g.follower_start[i]; j < g.follower_start[i + 1]; j++)
                follows[slot[g.follower_move[j]]] = following = 1;
        }
    if (m >= 0 && !follows[slot[m]]) look_ahead(m, step_end);
    if (following) {
        following = 0;
        find_nodes(day, step_end);
        lay_lines(day, step_end);
    }
}

static int64_t next_move(double until, double *day) {
    int64_t best = -1;
    double first_due = until;
    for (int64_t q = 0; q < n.slots; q++)
        if (due[q] < first_due || (due[q] == first_due && best >= 0 && move[q] < best)) {
            best = move[q];
            first_due = due[q];
        }
    *day = fmax(first_due, *day);
    return best;
}

static void replicate(u32 draw, u32 replication) {
    begin(draw, replication);
    int64_t n_steps = (int64_t)fmax(1.0, ceil(horizon / step - 1e-9)), dated = 0;
    for (int64_t k = 0; k < n_steps; k++) {
        double day = k * step, end = k + 1 < n_steps ? (k + 1) * step : horizon;
        relax(day);
        if (end - day == step)
            for (int64_t i = 0; i < n.levels; i++) {
                early[i] = rest[i] + (value[i] - rest[i]) * decay_early[i];
                late[i] = rest[i] + (value[i] - rest[i]) * decay_late[i];
            }
        else find_nodes(day, end);
        for (int64_t q = 0; q < awake; q++) follows[q] = 1;
        for (int64_t j = 0; j < n.weibull_followers; j++) follows[slot[g.weibull_followers[j]]] = 1;
        lay_lines(day, end);
        for (;;) {
            int is_date = dated < n.dates && g.dated_day[dated] < end, moved = 0;
            double until = is_date ? g.dated_day[dated] : end;
            int64_t m = next_move(until, &day);
            if (m < 0 && !is_date) break;
            if (m < 0) {
                int64_t tried = g.dated_move[dated++], q = slot[tried];
                if (possible[tried]) {
                    double total = log_static[tried];
                    for (u32 j = g.indicator_start[tried]; j < g.indicator_start[tried + 1]; j++) {
                        int64_t i = g.indicator_number[j];
                        double away = value[i] - rest[i];
                        double fall = exponential((since[i] - day) * g.decay[d * n.levels + i]);
                        total += g.entry_ratio[d * n.entries + j] * (rest[i] + away * fall);
                    }
                    left[q] -= total > -INFINITY ? exponential(total) : 0.0;
                    m = left[q] <= 0.0 ? tried : -1;
                }
            }
            if (m >= 0) {
                if (!times[m]) first[m] = day;
                double gap = spare[m];
                if (++times[m] % 2 == 0)
                    gap_pair(m, draw, replication, (u32)(times[m] / 2), &gap, &spare[m]);
                run_down(m, day);
                left[slot[m]] = gap;
                for (u32 j = g.then_start[m]; j < g.then_start[m + 1]; j++)
                    if (rung[g.then_ladder[j]] != g.then_rung[j]) {
                        rung[g.then_ladder[j]] = g.then_rung[j];
                        changed[g.then_ladder[j]] = 1;
                        moved = 1;
                    }
                if (moved) update_rungs(day, end);
                for (u32 j = g.jump_start[m]; j < g.jump_start[m + 1]; j++) {
                    int64_t i = g.jump_indicator[j];
                    disturb(i, day, rest[i], g.jump[d * n.jumps + j]);
                }
            }
            follow_indicators(m, day, end);
        }
    }
    relax(horizon);
    for (int64_t k = 0; k < n.conditions; k++)
        if (holds[k >> 6] >> (k & 63) & 1) condition_time[k] += horizon - condition_since[k];
}

#define NEW(pointer, count) (pointer = calloc((size_t)(count) + 1, sizeof *(pointer)))

void simulate(const Data *data, const Sizes *sizes, double horizon_, double step_) {
    g = *data;
    n = *sizes;
    horizon = horizon_;
    step = step_;
    NEW(rung, n.ladders); NEW(changed, n.ladders);
    NEW(slot, n.moves); NEW(move, n.slots); NEW(stale, n.moves); NEW(possible, n.moves);
    NEW(touched, n.levels); NEW(holds, n.words); NEW(held, n.words);
    NEW(value, n.levels); NEW(since, n.levels); NEW(rest, n.levels); NEW(new_rest, n.levels);
    NEW(integral, n.levels); NEW(early, n.levels + n.rows); NEW(late, n.levels + n.rows);
    NEW(decay_early, n.levels); NEW(decay_late, n.levels);
    NEW(log_static, n.moves); NEW(possible_since, n.moves); NEW(first, n.moves);
    NEW(spare, n.moves); NEW(times, n.moves); NEW(follows, n.slots);
    NEW(factor, n.slots); NEW(ratio, n.slots); NEW(slope, n.slots); NEW(left, n.slots);
    NEW(reading, n.slots); NEW(due, n.slots); NEW(ratios, n.rows * n.followers);
    NEW(at_early, n.slots); NEW(at_late, n.slots);
    NEW(condition_first, n.conditions); NEW(condition_since, n.conditions);
    NEW(condition_time, n.conditions);
    d = -1;
    for (int64_t lane = 0; lane < n.lanes; lane++) {
        if (g.row[lane] != d) {
            d = g.row[lane];
            for (int64_t i = 0; i < n.levels; i++) {
                decay_early[i] = exponential(-EARLY * step * g.decay[d * n.levels + i]);
                decay_late[i] = exponential(-LATE * step * g.decay[d * n.levels + i]);
            }
        }
        replicate((u32)g.draw[lane], (u32)g.replication[lane]);
        memcpy(g.times + lane * n.moves, times, (size_t)n.moves * sizeof *times);
        memcpy(g.first + lane * n.moves, first, (size_t)n.moves * sizeof *first);
        memcpy(g.condition_first + lane * n.conditions, condition_first,
               (size_t)n.conditions * sizeof(double));
        memcpy(g.condition_time + lane * n.conditions, condition_time,
               (size_t)n.conditions * sizeof(double));
        memcpy(g.integral + lane * n.indicators, integral, (size_t)n.indicators * sizeof(double));
    }
    free(rung); free(changed); free(slot); free(move); free(stale); free(possible); free(touched);
    free(holds); free(held); free(value); free(since); free(rest); free(new_rest); free(integral);
    free(early); free(late); free(decay_early); free(decay_late); free(log_static);
    free(possible_since); free(first); free(spare); free(times); free(follows); free(factor);
    free(ratio); free(slope); free(left); free(reading); free(due); free(ratios); free(at_early);
    free(at_late); free(condition_first); free(condition_since); free(condition_time);
}
