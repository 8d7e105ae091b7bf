/*
 * A session that is idle is locked, and only its own person's touch of a passkey opens it again; the same kind of touch, the
 * step-up, stands in every statement that needs the person and not only the browser's key (here: taking a passkey away).
 * Against whoever owns the desk's server: its page chooses what the browser signs, what the passkey is asked to sign, and
 * what is brought when. Two nurses share a tablet (sessions 0 and 1); the first has another session elsewhere (2).
 *
 * One process, one step after another, in every order. README.md says the rest.
 */

#define ACTIVE   2                      /* sessions on the shared tablet: 0 is the first nurse's, 1 the second's */
#define ELSEWHERE 2                     /* the first nurse's session on another device: a touch may be meant for it */
#define OWNER(x) ((x) % 2)
#ifndef TOUCHES
#define TOUCHES 1
#endif
#ifndef STATEMENTS
#define STATEMENTS 3
#endif
#ifndef IDLES
#define IDLES 1
#endif
#ifndef CRASHES
#define CRASHES 1
#endif

#define NOTHING 0
#define OPEN    1
#define LEAVE   2
#define UNLOCK  3
#define REMOVE  4                       /* takes one of two passkeys away */

#define has(set, i)  (((set) >> (i)) & 1)
#define add(set, i)  set = set | (1 << (i))
#define drop(set, i) set = set & ~(1 << (i))

#define JOURNALLED(x) byte x; byte disk_##x
JOURNALLED(live); JOURNALLED(locked); JOURNALLED(granted); /* sessions; sessions with a live grant */
JOURNALLED(counter0); JOURNALLED(counter1);
JOURNALLED(e_locked);                   /* sessions with a "locked" and no "unlocked" since */
JOURNALLED(e_touch);                    /* touches with a "step-up" */
JOURNALLED(e_release);                  /* sessions with a "release" */

byte nonce_used, code_good;             /* memory: touches of this run; sessions with a code that waits */

byte wait_code, wait_release;           /* answers that wait for the disk */

/* Out in the world for good. */
byte touches, touch_by[TOUCHES], touch_for[TOUCHES], touch_kind[TOUCHES], touch_about[TOUCHES];
byte touch_here;                        /* touches over a nonce of this run */
byte code_known, signed_out, statements, idles, crashes, unlocks;
byte next[ACTIVE];
byte kept, kept_by, kept_counter, kept_touch, kept_about;

byte kind, s, c, q, t, mine, g, heard;

hidden byte statement_is_the_sessions_own, counter_works_once, nothing_while_locked, locked_session_has_no_grant, lock_outlives_a_restart,
    touch_is_its_own_persons, touch_is_for_this_session, touch_is_for_this_act, touch_is_about_this, touch_is_spent_once, work_never_goes_on;

#define counter_of(x) (x == 0 -> counter0 : counter1)

/* StepUps.Hear: does touch q stand for this statement? */
inline step_up() {
    heard = q < touches;
    if
    :: heard ->
#ifndef WEAK_TOUCH_OF_ANYBODY
        heard = heard && touch_by[q] == OWNER(s);
#endif
#ifndef WEAK_TOUCH_FOR_ANY_SESSION
        heard = heard && touch_for[q] == s;
#endif
#ifndef WEAK_TOUCH_FOR_ANYTHING
        heard = heard && touch_kind[q] == kind;
#endif
#ifndef WEAK_TOUCH_ABOUT_ANYTHING
        heard = heard && touch_about[q] == c;
#endif
#ifndef WEAK_TOUCH_NOT_SPENT
        heard = heard && !has(nonce_used, q);
#endif
#ifndef WEAK_TOUCH_OUTLIVES_THE_RUN
        heard = heard && has(touch_here, q);
#endif
    :: else
    fi;
    if
    :: heard ->
        touch_is_its_own_persons = touch_by[q] == OWNER(s);
        assert(touch_is_its_own_persons);
        touch_is_for_this_session = touch_for[q] == s;
        assert(touch_is_for_this_session);
        touch_is_for_this_act = touch_kind[q] == kind;
        assert(touch_is_for_this_act);
        touch_is_about_this = touch_about[q] == c;
        assert(touch_is_about_this);
        touch_is_spent_once = !has(e_touch, q);
        assert(touch_is_spent_once);
        add(nonce_used, q); add(e_touch, q)
    :: else
    fi
}

/* SessionLocks.Lock, by the sweep. A code that waits stays: it lives a minute, a session is locked after fifteen. */
inline lock() {
    add(locked, s); add(e_locked, s);
#ifndef WEAK_GRANT_OUTLIVES_THE_LOCK
    drop(granted, s);
#endif
    idles++
}

/* SessionLocks.Unlock */
inline unlock() { drop(locked, s); drop(e_locked, s); unlocks++ }

/* StatementGate.Hear: session s, counter t, touch q, about c; mine: made up, not signed. */
inline hear() {
    heard = has(live, s) && t > counter_of(s);
#ifdef WEAK_COUNTER_NOT_CHECKED
    heard = has(live, s);
#endif
#ifndef WEAK_SIGNATURE_NOT_CHECKED
    heard = heard && !mine;
#endif
    if
    :: heard ->
        statement_is_the_sessions_own = !mine;
        assert(statement_is_the_sessions_own);
        counter_works_once = t > counter_of(s);
        assert(counter_works_once);
        if :: s == 0 -> counter0 = t :: else -> counter1 = t fi;
        if
#ifndef WEAK_LOCK_NOT_CHECKED
        :: has(locked, s) && kind != UNLOCK && kind != LEAVE /* refused */
        :: !has(locked, s) || kind == UNLOCK || kind == LEAVE ->
#else
        :: true ->
#endif
            if
            :: kind == LEAVE -> drop(live, s); drop(granted, s); drop(locked, s); drop(e_locked, s); drop(code_good, s)
            :: kind == OPEN ->
                nothing_while_locked = !has(e_locked, s);
                assert(nothing_while_locked);
                add(code_good, s); add(wait_code, s)
            :: kind == UNLOCK -> step_up(); if :: heard -> unlock() :: else fi
            :: kind == REMOVE -> step_up()
            :: else
            fi
        fi
    :: else
    fi
}

/* Redeem and Refresh. The code is the application's, whoever brings it; opening.pml has the rest. */
inline redeem() {
    heard = has(code_good, s) || has(granted, s);
    drop(code_good, s);
    heard = heard && has(live, s);
#ifndef WEAK_LOCK_NOT_CHECKED_AT_REDEEM
    heard = heard && !has(locked, s);
#endif
    if
    :: heard ->
        nothing_while_locked = !has(e_locked, s);
        assert(nothing_while_locked);
        add(granted, s); add(e_release, s); add(wait_release, s)
#ifdef SHOW_THAT_WORK_GOES_ON
        ;
        work_never_goes_on = !(crashes > 0 && unlocks > 0 && e_release == 3);
        assert(work_never_goes_on)
#endif
    :: else
    fi
}

inline flush() {
    disk_live = live; disk_granted = granted; disk_counter0 = counter0; disk_counter1 = counter1;
    disk_e_locked = e_locked; disk_e_touch = e_touch; disk_e_release = e_release;
#ifndef WEAK_LOCK_IN_MEMORY
    disk_locked = locked;
#endif
    code_known = code_known | wait_code;
    wait_code = 0; wait_release = 0
}

inline crash() {
    live = disk_live; locked = disk_locked; granted = disk_granted; counter0 = disk_counter0; counter1 = disk_counter1;
    e_locked = disk_e_locked; e_touch = disk_e_touch; e_release = disk_e_release;
    nonce_used = 0; code_good = 0; wait_code = 0; wait_release = 0;
#ifndef WEAK_TOUCH_OUTLIVES_THE_RUN
    touch_here = 0;
#endif
    crashes++;
    lock_outlives_a_restart = (e_locked & ~locked) == 0;
    assert(lock_outlives_a_restart);
    locked_session_has_no_grant = (e_locked & granted) == 0;
    assert(locked_session_has_no_grant)
}

inline done() { kind = NOTHING; s = 0; c = 0; q = 0; t = 0; mine = 0; g = 0; heard = 0 }

inline settle() {
    done();
    if
    :: d_step { flush() }
    :: d_step { crashes < CRASHES -> crash() }
    /* The disk has "locked", and the power fails before "grant-ended". */
#ifdef WEAK_LOCK_TORN
    :: d_step { crashes < CRASHES && granted != disk_granted -> g = disk_granted; flush(); disk_granted = g; crash(); done() }
#endif
    fi
}

inline choose_session() { if :: s = 0 :: s = 1 fi }

/* What a page could have signed: an act, and for those that need it any touch and any matter. */
inline choose_statement() {
    if :: kind = OPEN :: kind = LEAVE :: kind = UNLOCK :: kind = REMOVE fi;
    if :: kind == UNLOCK || kind == REMOVE -> if :: q = 0 :: TOUCHES > 1 -> q = 1 fi :: else fi;
    if :: kind == REMOVE -> if :: c = 0 :: c = 1 fi :: else fi
}

active proctype everybody() {
    d_step { live = 3; flush() };
    do
    /* Somebody touches a passkey: what the page makes it sign is the page's choice, in whose name is not. */
    :: atomic { touches < TOUCHES ->
        if :: t = 0 :: t = 1 fi;                       /* by whom */
        if :: s = 0 :: s = 1 :: s = ELSEWHERE fi;      /* for which session */
        if :: kind = UNLOCK :: kind = REMOVE fi;
        if :: kind == REMOVE -> if :: c = 0 :: c = 1 fi :: else fi;
        d_step { touch_by[touches] = t; touch_for[touches] = s; touch_kind[touches] = kind; touch_about[touches] = c; add(touch_here, touches); touches++; done() } }

    /* Nobody uses a session for a quarter of an hour. */
    :: atomic { idles < IDLES && (live & ~locked) != 0 -> if :: has(live & ~locked, 0) -> s = 0 :: has(live & ~locked, 1) -> s = 1 fi;
        d_step { lock(); locked_session_has_no_grant = (e_locked & granted) == 0; assert(locked_session_has_no_grant) }; settle() }

    /* A browser signs; the desk brings it, keeps it, or both. */
    :: atomic { statements < STATEMENTS && signed_out != 3 -> choose_session(); !has(signed_out, s);
        choose_statement();
        d_step { statements++; next[s]++; t = next[s]; if :: kind == LEAVE -> add(signed_out, s) :: else fi };
        if
        :: true
        :: kept == NOTHING -> kept = kind; kept_by = s; kept_counter = t; kept_touch = q; kept_about = c;
            if :: true :: kind = NOTHING fi
        fi;
        if :: kind != NOTHING -> d_step { hear() }; settle() :: else -> done() fi }

    :: atomic { kept != NOTHING -> d_step { kind = kept; s = kept_by; t = kept_counter; q = kept_touch; c = kept_about; hear() }; settle() }

    /* The desk makes up a statement that no key of the session signed. */
    :: atomic { touches > 0 -> choose_session(); kind = UNLOCK;
        d_step { mine = 1; t = counter_of(s) + 1; if :: t < 8 -> hear() :: else fi }; settle() }

    :: atomic { code_known != 0 -> if :: has(code_known, 0) -> s = 0 :: has(code_known, 1) -> s = 1 fi; d_step { redeem() }; settle() }

    :: d_step { crashes < CRASHES -> crash() }
    od
}
