/*
 * Sign-in, launch, open, redeem and refresh, as the keyholder decides them, against whoever owns records and the desk's
 * server at once. README.md says what is modelled, what every property promises, and what is left out.
 *
 * One process takes one step after another, in every possible order. A step of the keyholder is one decision under its
 * one lock. Nothing here has a clock: nothing expires, so the attacker has all the time there is.
 *
 * -D WEAK_... takes one rule away; the property beside it must then fail. test.sh and the system test run all of them.
 */

#define NURSES    2
#define SESSIONS  3                     /* sign-ins 0 and 1 are the first nurse's, 2 is the second's */
#define OWNER(s)  ((s) / 2)
#ifndef WHO
#define WHO       5                     /* which sign-ins there are: 5 is one of each nurse, 3 two of the first */
#endif
#define CHARTS    3
#define CANARY    2                     /* charts 0 and 1 are patients */
#define ASSIGNED(n, c) ((c) == CANARY || (n) == 0 || (c) == 0) /* the second nurse does not care for patient 1 */
#ifndef BUDGET
#define BUDGET    1                     /* distinct charts a nurse may open */
#endif
#define LAUNCHES  2
#define CODES     2                     /* a grant has the number of the code that brought it */
#define APP       0                     /* the chart application's key */
#define THIEF     1                     /* a key of the attacker's, which the desk may name in place of the application's */
#ifndef STATEMENTS
#define STATEMENTS 4                    /* that people sign in all */
#endif
#define PROOFS    2                     /* that the application makes; the attacker makes as many of its own as it likes */
#ifndef CRASHES
#define CRASHES   1
#endif
#ifndef THAWS
#define THAWS 1
#endif
#ifndef REFRESHES
#define REFRESHES 2
#endif

#define NOTHING 0
#define LAUNCH  1
#define OPEN    2
#define LEAVE   3                       /* sign-out */

#define has(set, i)  (((set) >> (i)) & 1)
#define add(set, i)  set = set | (1 << (i))
#define drop(set, i) set = set & ~(1 << (i))

/* What the journal carries over a restart: as it is in memory, and as it is on the disk. */
#define JOURNALLED(x) byte x; byte disk_##x
JOURNALLED(live);                       /* sessions */
JOURNALLED(counter0); JOURNALLED(counter1); JOURNALLED(counter2);
JOURNALLED(counted0); JOURNALLED(counted1); /* charts that each nurse has used of her budget */
JOURNALLED(frozen);                     /* nurses */
JOURNALLED(granted);                    /* live grants */
JOURNALLED(serial0); JOURNALLED(serial1); /* of each grant's refresh token that is good now */
JOURNALLED(spent);                      /* the application's proofs that brought a release */
/* The ledger's entries, as far as the properties ask for them. */
JOURNALLED(e_session);                  /* "session" of a sign-in */
JOURNALLED(e_heard0); JOURNALLED(e_heard1); JOURNALLED(e_heard2); /* statements that were taken in, by counter */
JOURNALLED(e_opened);                   /* launches with an "open" */
JOURNALLED(e_open);                     /* codes with an "open" */
JOURNALLED(e_release0); JOURNALLED(e_release1); /* "release" entries of each grant */
JOURNALLED(e_canary);                   /* nurses with a "refused, CANARY" since they were last thawed */

/* What only memory holds: gone with a restart. */
byte nonce_used;
byte launch_good, launch_session[LAUNCHES], launch_chart[LAUNCHES];
byte code_good, code_used;
byte proof_used;                        /* proofs that were shown in this run */

/* Answers that wait for the disk. */
byte wait_session, wait_launch, wait_code, wait_release;

/* What is out in the world, and stays there. The attacker knows all of it. */
byte asserted, asserted_here;           /* sign-ins that a passkey signed; of those, with a nonce of this run */
byte session_known, launch_known, code_known, tokens_known[CODES];
byte signed_out;                        /* browsers that have thrown their key away */
byte signed_open[SESSIONS];             /* the openings that each session's key has really signed: chart and client */
byte code_session[CODES], code_chart[CODES], code_client[CODES];
byte code_frozen;                       /* codes whose nurse was frozen after they were made */
byte launches, codes, statements, crashes, thaws;
byte released[NURSES];                  /* charts whose keys left, in each nurse's name */
byte answers[CODES];                    /* releases that left, of each grant */
byte next[SESSIONS];                    /* the browser's own counter */
/* A statement that the desk kept, to bring it late, or again. */
byte kept, kept_by, kept_counter, kept_launch, kept_chart, kept_client;

/* The step that is being taken. Zero between steps. */
byte kind, s, n, c, l, k, i, t, mine, g;
byte heard;

/* Properties by name: spin prints the name of the one that fails. Not part of the state. */
hidden byte release_is_signed_over_that_chart, release_goes_to_the_signed_client, entry_is_on_the_disk_before_the_release,
    code_is_used_once, launch_is_used_once, launch_works_in_its_own_session, nonce_is_used_once, counter_is_used_once,
    refresh_token_is_used_once, proof_is_used_once, budget_holds, nothing_new_while_frozen_or_signed_out,
    nothing_from_before_a_freeze, ended_session_has_no_live_grant, canary_freezes, refused_opening_releases_nothing, care_never_goes_on;

#define counter_of(x) (x == 0 -> counter0 : (x == 1 -> counter1 : counter2))
#define heard_of(x)   (x == 0 -> e_heard0 : (x == 1 -> e_heard1 : e_heard2))
#define counted_of(x) (x == 0 -> counted0 : counted1)
#define serial_of(x)  (x == 0 -> serial0 : serial1)
#define size(set)     ((set & 1) + ((set >> 1) & 1) + ((set >> 2) & 1))

inline count_statement() {
    if
    :: s == 0 -> counter0 = t; add(e_heard0, t)
    :: s == 1 -> counter1 = t; add(e_heard1, t)
    :: else   -> counter2 = t; add(e_heard2, t)
    fi
}

/* Endings.End: a session's grants. */
inline end_grants_of(x) {
    g = 0;
    do
    :: g < CODES -> if :: has(granted, g) && code_session[g] == x -> drop(granted, g) :: else fi; g++
    :: else -> break
    od;
    g = 0
}

/* Freezing.Freeze: everything that was opened ends, and what waits to be redeemed too. */
inline freeze(x) {
    add(frozen, x);
    if :: x == 0 -> end_grants_of(0); end_grants_of(1) :: else -> end_grants_of(2) fi;
    do
    :: g < CODES ->
        if
        :: has(code_good, g) && OWNER(code_session[g]) == x ->
            add(code_frozen, g);
#ifndef WEAK_CODE_OUTLIVES_FREEZE
            drop(code_good, g)
#endif
        :: else
        fi;
        g++
    :: else -> break
    od;
    g = 0
}

/* Keys leave. */
inline release(x) {
    entry_is_on_the_disk_before_the_release = has(disk_e_open, x) && answers[x] < (x == 0 -> disk_e_release0 : disk_e_release1);
    assert(entry_is_on_the_disk_before_the_release);
    answers[x]++;
    tokens_known[x]++;
    released[OWNER(code_session[x])] = released[OWNER(code_session[x])] | (1 << code_chart[x]);
    refused_opening_releases_nothing = code_chart[x] != CANARY && ASSIGNED(OWNER(code_session[x]), code_chart[x]);
    assert(refused_opening_releases_nothing);
    budget_holds = size(released[OWNER(code_session[x])]) <= BUDGET;
    assert(budget_holds);
#ifdef SHOW_THAT_CARE_GOES_ON
    care_never_goes_on = !(crashes > 0 && answers[x] == 2 && size(released[OWNER(code_session[x])]) == 2);
    assert(care_never_goes_on)
#endif
}

/* Releases.Release: an entry, and an answer that waits for it. k is the client whose proof was shown. */
inline decide_release(x) {
    nothing_new_while_frozen_or_signed_out = has(live, code_session[x]) && !has(frozen, OWNER(code_session[x]));
    assert(nothing_new_while_frozen_or_signed_out);
    nothing_from_before_a_freeze = !has(code_frozen, x);
    assert(nothing_from_before_a_freeze);
    release_is_signed_over_that_chart = (signed_open[code_session[x]] & (3 << (2 * code_chart[x]))) != 0;
    assert(release_is_signed_over_that_chart);
    release_goes_to_the_signed_client = has(signed_open[code_session[x]], 2 * code_chart[x] + k);
    assert(release_goes_to_the_signed_client);
    if
    :: k == APP ->
        proof_is_used_once = !has(spent, i);
        assert(proof_is_used_once);
        add(spent, i)
    :: else
    fi;
    if :: x == 0 -> e_release0++ :: else -> e_release1++ fi;
    add(granted, x);
#ifdef WEAK_RELEASE_BEFORE_ENTRY
    release(x)
#else
    add(wait_release, x)
#endif
}

#ifdef WEAK_PROOFS_IN_MEMORY
#define proof_was_used (k == APP && has(proof_used, i))
#else
#define proof_was_used (k == APP && (has(proof_used, i) || has(spent, i)))
#endif

#ifdef WEAK_FREEZE_NOT_CHECKED_AT_REDEEM
#define session_stands(x) has(live, x)
#else
#ifdef WEAK_SESSION_NOT_CHECKED_AT_REDEEM
#define session_stands(x) (!has(frozen, OWNER(x)))
#else
#define session_stands(x) (has(live, x) && !has(frozen, OWNER(x)))
#endif
#endif

/* StatementGate.Hear, then Launch, Open or SignOut: session s, counter t, launch l, chart c, client k; mine: forged. */
inline hear() {
    heard = 1;
    n = OWNER(s);
#ifndef WEAK_SIGNATURE_NOT_CHECKED
    if :: mine -> heard = 0 :: else fi;
#endif
    if :: !has(live, s) -> heard = 0 :: else fi;
#ifndef WEAK_COUNTER_NOT_CHECKED
    if :: t <= counter_of(s) -> heard = 0 :: else fi;
#endif
    if
    :: heard ->
        if :: !mine -> counter_is_used_once = !has(heard_of(s), t); assert(counter_is_used_once) :: else fi;
        count_statement();
        if
        :: has(frozen, n) /* refused */
        :: else ->
            if
            :: kind == LAUNCH && launches < LAUNCHES ->
                launch_session[launches] = s; launch_chart[launches] = c;
                add(launch_good, launches); add(wait_launch, launches); launches++
            :: kind == LEAVE -> drop(live, s); end_grants_of(s)
            :: kind == OPEN -> open()
            :: else
            fi
        fi
    :: else
    fi
}

inline open() {
    heard = has(launch_good, l) && launch_chart[l] == c;
#ifndef WEAK_LAUNCH_NOT_BOUND_TO_SESSION
    heard = heard && launch_session[l] == s;
#endif
    if
    :: !heard
    :: heard && c == CANARY -> add(e_canary, n);
#ifdef WEAK_CANARY_NOT_CHECKED
        allow()
#else
        freeze(n)
#endif
    :: heard && c != CANARY && !ASSIGNED(n, c)
    :: heard && c != CANARY && ASSIGNED(n, c) ->
        if
        :: !has(counted_of(n), c) && size(counted_of(n)) >= BUDGET -> freeze(n)
        :: else -> allow()
        fi
    fi
}

inline allow() {
    if
    :: codes < CODES ->
        launch_works_in_its_own_session = launch_session[l] == s;
        assert(launch_works_in_its_own_session);
        launch_is_used_once = !has(e_opened, l);
        assert(launch_is_used_once);
        add(e_opened, l);
#ifndef WEAK_LAUNCH_NOT_CONSUMED
        drop(launch_good, l);
#endif
        if :: n == 0 -> add(counted0, c) :: else -> add(counted1, c) fi;
        code_session[codes] = s; code_chart[codes] = c; code_client[codes] = k;
        add(e_open, codes); add(code_good, codes); add(wait_code, codes); codes++
    :: else
    fi
}

/* Redeem: code c, shown with a proof of client k (the application's: number i). */
inline redeem() {
    if
    :: has(code_used, c) -> drop(granted, c) /* shown twice: what it brought ends */
    :: !has(code_used, c) && has(code_good, c) ->
#ifndef WEAK_CODE_NOT_CONSUMED
        drop(code_good, c); add(code_used, c);
#endif
        heard = session_stands(code_session[c]) && !proof_was_used;
#ifndef WEAK_CLIENT_NOT_CHECKED
        heard = heard && k == code_client[c];
#endif
        if
        :: heard ->
            code_is_used_once = (c == 0 -> e_release0 : e_release1) == 0;
            assert(code_is_used_once);
            if :: k == APP -> add(proof_used, i) :: else fi;
            decide_release(c)
        :: else
        fi
    :: else
    fi
}

/* Refresh: the token with serial t of grant c, likewise. */
inline refresh() {
    if
    :: !has(granted, c)
#ifndef WEAK_SERIAL_NOT_CHECKED
    :: has(granted, c) && t != serial_of(c) -> drop(granted, c) /* an earlier token: a copy in other hands */
    :: has(granted, c) && t == serial_of(c) ->
#else
    :: has(granted, c) ->
#endif
        heard = session_stands(code_session[c]) && !proof_was_used && k == code_client[c];
        if
        :: heard ->
            refresh_token_is_used_once = t == serial_of(c);
            assert(refresh_token_is_used_once);
            if :: k == APP -> add(proof_used, i) :: else fi;
            if :: c == 0 -> serial0++ :: else -> serial1++ fi;
            decide_release(c)
        :: else
        fi
    fi
}

inline to_disk(x) { disk_##x = x }

#define unwritten (((wait_session | wait_launch | wait_code | wait_release) != 0) || (live != disk_live) || (frozen != disk_frozen) \
    || (granted != disk_granted) || (counter0 != disk_counter0) || (counter1 != disk_counter1) || (counter2 != disk_counter2) || (e_canary != disk_e_canary))

/* The journal's flush: entries and changes are on the disk; then whoever waited is answered. */
inline flush() {
    disk_counter0 = counter0; disk_counter1 = counter1; disk_counter2 = counter2;
    disk_live = live; disk_frozen = frozen; disk_granted = granted;
#ifndef WEAK_BUDGET_IN_MEMORY
    disk_counted0 = counted0; disk_counted1 = counted1;
#endif
    disk_serial0 = serial0; disk_serial1 = serial1; disk_spent = spent;
    disk_e_session = e_session; disk_e_heard0 = e_heard0; disk_e_heard1 = e_heard1; disk_e_heard2 = e_heard2;
    disk_e_opened = e_opened; disk_e_open = e_open; disk_e_release0 = e_release0; disk_e_release1 = e_release1;
    disk_e_canary = e_canary;
    session_known = session_known | wait_session;
    launch_known = launch_known | wait_launch;
    code_known = code_known | wait_code;
    if :: has(wait_release, 0) -> release(0) :: else fi;
    if :: has(wait_release, 1) -> release(1) :: else fi;
    wait_session = 0; wait_launch = 0; wait_code = 0; wait_release = 0
}

/* The keyholder dies and starts again from its disk. */
inline crash() {
    live = disk_live; frozen = disk_frozen; granted = disk_granted;
    counter0 = disk_counter0; counter1 = disk_counter1; counter2 = disk_counter2;
#ifdef WEAK_COUNTER_IN_MEMORY
    counter0 = 0; counter1 = 0; counter2 = 0;
#endif
    counted0 = disk_counted0; counted1 = disk_counted1;
    serial0 = disk_serial0; serial1 = disk_serial1; spent = disk_spent;
    e_session = disk_e_session; e_heard0 = disk_e_heard0; e_heard1 = disk_e_heard1; e_heard2 = disk_e_heard2;
    e_opened = disk_e_opened; e_open = disk_e_open; e_release0 = disk_e_release0; e_release1 = disk_e_release1;
    e_canary = disk_e_canary;
    nonce_used = 0; launch_good = 0; code_good = 0; code_used = 0; proof_used = 0;
#ifndef WEAK_NONCE_OUTLIVES_THE_RUN
    asserted_here = 0;
#endif
    wait_session = 0; wait_launch = 0; wait_code = 0; wait_release = 0;
    crashes++;
    g = 0;
    do
    :: g < CODES ->
        ended_session_has_no_live_grant = !has(granted, g) || (has(live, code_session[g]) && !has(frozen, OWNER(code_session[g])));
        assert(ended_session_has_no_live_grant);
        g++
    :: else -> break
    od;
    g = 0;
    canary_freezes = (e_canary & ~frozen) == 0;
    assert(canary_freezes)
}

/* How a decision ends: on the disk, in whole; or the keyholder dies before that. In the long run (-D GROUP_COMMIT) it may
   also wait while others are decided on what it did to memory. */
inline settle() {
    done();
    if
    :: d_step { flush() }
    :: d_step { crashes < CRASHES -> crash() }
    /* The disk has the first entry of a decision, and the power fails before its second. */
#ifdef WEAK_ENDING_TORN
    :: d_step { crashes < CRASHES && granted != disk_granted -> g = disk_granted; flush(); disk_granted = g; crash(); done() }
#endif
#ifdef WEAK_FREEZE_TORN
    :: d_step { crashes < CRASHES && frozen != disk_frozen -> n = disk_frozen; flush(); disk_frozen = n; crash(); done() }
#endif
#ifdef GROUP_COMMIT
    :: true
#endif
    fi
}

inline done() { kind = NOTHING; s = 0; n = 0; c = 0; l = 0; k = 0; i = 0; t = 0; mine = 0; heard = 0; g = 0 }

/* Any statement that the browser of session s could be brought to sign: the person chooses, or the desk's page does. */
inline choose_statement() {
    if :: kind = LAUNCH :: kind = OPEN :: kind = LEAVE fi;
    if
    :: kind == LAUNCH -> if :: c = 0 :: c = 1 :: c = CANARY fi
    :: kind == OPEN ->
        if :: has(launch_known, 0) -> l = 0 :: has(launch_known, 1) -> l = 1 fi;
        if :: c = launch_chart[l] :: c = (launch_chart[l] + 1) % CHARTS fi;
        if :: k = APP :: k = THIEF fi
    :: kind == LEAVE
    fi
}

active proctype everybody() {
    do
    /* A nurse begins to sign in, and her passkey signs over a session key that her browser just made. */
    :: atomic { (WHO & ~asserted) != 0 -> if :: has(WHO & ~asserted, 0) -> s = 0 :: has(WHO & ~asserted, 1) -> s = 1 :: has(WHO & ~asserted, 2) -> s = 2 fi;
        d_step { add(asserted, s); add(asserted_here, s); done() } }

    /* Whoever has a signed sign-in brings it: FinishSignIn. */
    :: atomic { asserted != 0 -> if :: has(asserted, 0) -> s = 0 :: has(asserted, 1) -> s = 1 :: has(asserted, 2) -> s = 2 fi;
        d_step {
            if
#ifdef WEAK_NONCE_NOT_USED_UP
            :: has(asserted_here, s) && !has(frozen, OWNER(s)) ->
#else
            :: has(asserted_here, s) && !has(nonce_used, s) && !has(frozen, OWNER(s)) ->
#endif
                nonce_is_used_once = !has(e_session, s);
                assert(nonce_is_used_once);
                add(nonce_used, s); add(live, s); add(e_session, s); add(wait_session, s)
            :: else
            fi };
        settle() }

    /* A browser signs a statement. The desk brings it, keeps it, or both. */
    :: atomic { statements < STATEMENTS && (session_known & ~signed_out) != 0 ->
        if :: has(session_known & ~signed_out, 0) -> s = 0 :: has(session_known & ~signed_out, 1) -> s = 1 :: has(session_known & ~signed_out, 2) -> s = 2 fi;
        choose_statement();
        d_step {
            statements++; next[s]++; t = next[s];
            if :: kind == OPEN -> signed_open[s] = signed_open[s] | (1 << (2 * c + k)) :: kind == LEAVE -> add(signed_out, s) :: else fi };
        if
        :: true /* brought */
        :: kept == NOTHING -> kept = kind; kept_by = s; kept_counter = t; kept_launch = l; kept_chart = c; kept_client = k;
            if :: true /* and brought */ :: kind = NOTHING /* for later */ fi
        fi;
        if :: kind != NOTHING -> d_step { hear() }; settle() :: else -> done() fi }

    /* The desk brings what it kept. */
    :: atomic { kept != NOTHING -> d_step { kind = kept; s = kept_by; t = kept_counter; l = kept_launch; c = kept_chart; k = kept_client; hear() }; settle() }

    /* The desk makes up an opening that no key of the session signed. */
    :: atomic { launch_known != 0 && codes < CODES -> if :: has(live, 0) -> s = 0 :: has(live, 2) -> s = 2 fi;
        if :: has(launch_known, 0) -> l = 0 :: has(launch_known, 1) -> l = 1 fi;
        d_step { mine = 1; kind = OPEN; c = launch_chart[l]; k = THIEF; t = counter_of(s) + 1; if :: t < 8 -> hear() :: else fi }; settle() }

    /* Whoever holds a code brings it, with the application's proof or one of his own. */
    :: atomic { code_known != 0 -> if :: has(code_known, 0) -> c = 0 :: has(code_known, 1) -> c = 1 fi;
        if :: k = THIEF :: k = APP; i = 0 :: (spent | proof_used) != 0 -> k = APP; i = 1 fi;
        d_step { redeem() }; settle() }

    /* Likewise with a refresh token. */
    :: atomic { tokens_known[0] + tokens_known[1] > 0 -> if :: tokens_known[0] > 0 -> c = 0 :: tokens_known[1] > 0 -> c = 1 fi;
        if :: t = 0 :: tokens_known[c] > 1 -> t = 1 fi;
        if :: k = THIEF :: k = APP; i = 0 :: (spent | proof_used) != 0 -> k = APP; i = 1 fi;
        d_step { if :: answers[c] <= REFRESHES -> refresh() :: else fi }; settle() }

    /* The privacy officer thaws. */
    :: atomic { frozen != 0 && thaws < THAWS -> if :: has(frozen, 0) -> n = 0 :: has(frozen, 1) -> n = 1 fi;
        d_step { drop(frozen, n); drop(e_canary, n); thaws++ }; settle() }

    /* The disk has it all. */
#ifdef GROUP_COMMIT
    :: d_step { unwritten -> flush() }
#endif

    :: d_step { crashes < CRASHES -> crash() }

    od
}
