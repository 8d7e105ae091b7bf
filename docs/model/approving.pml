/*
 * Two people: what one asks, another approves on the watch, over the keyholder's own words. Likewise the two halves of an
 * enrolment: the link goes to whoever asked, the code to whoever approved. Likewise the sealed paper, which stands for the
 * second person once: whoever finds it is in the world from the start. Against whoever owns the desk's server (and so
 * asks for anything in the asker's session, and sees her link), and against one approver who would act alone.
 *
 * One process, one step after another, in every order; nothing expires. README.md says the rest.
 */

#define ASKER    0                      /* an approver as well: she might approve what she asked */
#define SECOND   1                      /* an approver */
#define CLERK    2                      /* no approver */
#define REQUESTS 2
#define HARMLESS 1                      /* what a request would do: the words that the keyholder makes of it */
#define WIDENING 2
#define ANOTHER_PAPER 3                 /* prints the next paper, and voids the one before */
#ifdef PAPER                           /* in these runs the paper is out; enrolments and people who leave are left to the others */
#define any_words if :: w = WIDENING :: w = ANOTHER_PAPER fi
#else
#define any_words if :: w = HARMLESS :: w = WIDENING fi
#endif
#define PAPERS 2                        /* there are papers 1 and 2; a byte says which one is good, 0 that none is */
#define ASKERS_DEVICE 0                 /* a device of the asker's, on which somebody else may sign in on the watch */
#define OTHER_DEVICE  1
#ifndef CRASHES
#define CRASHES 1
#endif

#define has(set, i)  (((set) >> (i)) & 1)
#define add(set, i)  set = set | (1 << (i))
#define drop(set, i) set = set & ~(1 << (i))

#define JOURNALLED(x) byte x; byte disk_##x
JOURNALLED(open);                       /* requests that wait for an answer */
JOURNALLED(approvers);                  /* people who may approve */
JOURNALLED(stands);                     /* requests whose subject is still as the check wants it */
JOURNALLED(e_approved); JOURNALLED(e_acted0); JOURNALLED(e_acted1); /* entries: approved; how often it was done */
JOURNALLED(halves);                     /* requests with an enrolment that waits for both halves */
JOURNALLED(e_enrolled);
JOURNALLED(paper);                      /* the paper that is good: 1 or 2; 0: none */
JOURNALLED(e_voided);                   /* papers that another one took the place of */
JOURNALLED(e_paper);                    /* papers with an "approved, paper" */
byte payload[REQUESTS];                 /* of the row, never changed: WIDENING or HARMLESS */
byte nonce_used;                        /* memory: nonces of approvals, one for each signed approval */

byte wait_code, wait_link, wait_paper;  /* answers that wait for the disk */

/* Out in the world for good. */
byte requests, crashes, revoked;
byte approval_by[REQUESTS], approval_words[REQUESTS], approval_device[REQUESTS]; /* an assertion that was really given */
byte given, given_here;               /* which requests have one; of those, over a nonce of this run */
byte links, enrolment_codes;            /* halves that are out */
byte printed = 2;                       /* papers that are out: the first from the start */

byte r, w, p, d, q, heard;

hidden byte nobody_approves_their_own, never_the_askers_device, only_an_approver_approves, approval_is_spent_once, what_was_shown_is_what_is_done,
    what_no_longer_stands_is_not_done, both_halves_are_needed, paper_is_used_once, former_paper_stands_for_nobody, paper_makes_no_paper, entry_is_on_the_disk_before_the_answer, two_people_are_never_enough;

#define acted(x) (x == 0 -> e_acted0 : e_acted1)

#ifdef WEAK_FORMER_PAPER_STAYS_GOOD
#define paper_is_good (q != 0 && (q == paper || has(e_voided, q)))
#else
#define paper_is_good (q != 0 && q == paper)
#endif

/* Brought with paper q, or none: 0. */
inline approve() {
    heard = has(given, r) && has(open, r);
    heard = heard && has(given_here, r);
#ifndef WEAK_APPROVAL_NOT_SPENT
    heard = heard && !has(nonce_used, r);
#else
    heard = has(given, r) && has(given_here, r);
#endif
    heard = heard && (q == 0 || paper_is_good);
#ifndef WEAK_ASKER_MAY_APPROVE
    heard = heard && (approval_by[r] != ASKER || q != 0);
#endif
#ifndef WEAK_SAME_DEVICE
    heard = heard && (approval_device[r] != ASKERS_DEVICE || q != 0);
#endif
#ifndef WEAK_PAPER_MAKES_PAPER
    heard = heard && (q == 0 || payload[r] != ANOTHER_PAPER);
#endif
#ifndef WEAK_ANYBODY_APPROVES
#ifdef WEAK_PAPER_MAKES_AN_APPROVER
    heard = heard && (has(approvers, approval_by[r]) || q != 0);
#else
    heard = heard && has(approvers, approval_by[r]);
#endif
#endif
#ifndef WEAK_WORDS_NOT_SIGNED
    heard = heard && approval_words[r] == payload[r];
#endif
#ifndef WEAK_NOT_CHECKED_AGAIN
    heard = heard && has(stands, r);
#endif
    if
    :: heard ->
        add(nonce_used, r);
        nobody_approves_their_own = approval_by[r] != ASKER || q != 0;
        assert(nobody_approves_their_own);
        never_the_askers_device = approval_device[r] != ASKERS_DEVICE || q != 0;
        assert(never_the_askers_device);
        only_an_approver_approves = has(approvers, approval_by[r]);
        assert(only_an_approver_approves);
        what_was_shown_is_what_is_done = approval_words[r] == payload[r];
        assert(what_was_shown_is_what_is_done);
        what_no_longer_stands_is_not_done = has(stands, r);
        assert(what_no_longer_stands_is_not_done);
        approval_is_spent_once = acted(r) == 0;
        assert(approval_is_spent_once);
        if
        :: q != 0 ->
            paper_is_used_once = !has(e_paper, q);
            assert(paper_is_used_once);
            former_paper_stands_for_nobody = !has(e_voided, q);
            assert(former_paper_stands_for_nobody);
            paper_makes_no_paper = payload[r] != ANOTHER_PAPER;
            assert(paper_makes_no_paper);
            add(e_paper, q);
#ifndef WEAK_PAPER_NOT_SPENT
            paper = 0
#endif
        :: else
        fi;
        if
        :: payload[r] == ANOTHER_PAPER && !has(printed | (wait_paper << 2), 2) -> if :: paper != 0 -> add(e_voided, paper) :: else fi; paper = PAPERS; wait_paper = 1
        :: else
        fi;
        drop(open, r);
        add(e_approved, r); add(halves, r);
        if :: r == 0 -> e_acted0++ :: else -> e_acted1++ fi;
        add(wait_link, r); add(wait_code, r);
#ifdef WEAK_ANSWER_BEFORE_ENTRY
        answer()
#endif
    :: else
    fi
}

inline answer() {
    entry_is_on_the_disk_before_the_answer = ((wait_link | wait_code) & ~disk_e_approved) == 0;
    assert(entry_is_on_the_disk_before_the_answer);
    links = links | wait_link; enrolment_codes = enrolment_codes | wait_code;
    if :: wait_paper -> add(printed, PAPERS) :: else fi;
    wait_link = 0; wait_code = 0; wait_paper = 0
}

/* p: 0, the asker's side alone; 1, the approver's side alone; 2, both, as it should be. */
inline enrol() {
    heard = has(halves, r);
#ifndef WEAK_ONE_HALF_IS_ENOUGH
    heard = heard && (p == 2);
#endif
    if
    :: heard ->
        both_halves_are_needed = p == 2 && has(links, r) && has(enrolment_codes, r) && !has(e_enrolled, r);
        assert(both_halves_are_needed);
        drop(halves, r); add(e_enrolled, r)
#ifdef SHOW_THAT_IT_WORKS
        ;
        two_people_are_never_enough = !(crashes == CRASHES && e_enrolled == 3);
        assert(two_people_are_never_enough)
#endif
    :: else
    fi
}

inline flush() {
    disk_open = open; disk_approvers = approvers; disk_stands = stands; disk_e_approved = e_approved; disk_e_acted0 = e_acted0; disk_e_acted1 = e_acted1;
    disk_halves = halves; disk_e_enrolled = e_enrolled; disk_e_voided = e_voided; disk_e_paper = e_paper;
#ifndef WEAK_PAPER_SPENT_IN_MEMORY
    disk_paper = paper;
#endif
#ifdef WEAK_SPENT_IN_MEMORY
    disk_open = disk_open | disk_e_approved;
#endif
    answer()
}

inline crash() {
    open = disk_open; approvers = disk_approvers; stands = disk_stands; e_approved = disk_e_approved; e_acted0 = disk_e_acted0; e_acted1 = disk_e_acted1;
    halves = disk_halves; e_enrolled = disk_e_enrolled; paper = disk_paper; e_voided = disk_e_voided; e_paper = disk_e_paper;
    nonce_used = 0;
    given_here = 0;
    wait_link = 0; wait_code = 0; wait_paper = 0;
    crashes++
}

inline done() { r = 0; w = 0; p = 0; d = 0; q = 0; heard = 0 }

inline settle() {
    done();
    if
    :: d_step { flush() }
    :: d_step { crashes < CRASHES -> crash() }
    fi
}

inline choose_request() { if :: requests > 0 -> r = 0 :: requests > 1 -> r = 1 fi }

active proctype everybody() {
    d_step { approvers = 3; paper = 1; disk_paper = 1; flush() };
    do
    /* The asker proposes, or the desk in her session does. */
    :: atomic { requests < REQUESTS -> any_words;
        d_step { payload[requests] = w; add(open, requests); add(stands, requests); requests++ }; settle() }

    /* Somebody reads words on the watch and gives an assertion over them. The watch's page may show him other words than
       the keyholder's: then that is what he signs. Once given, it can be brought whenever, and again. */
    :: atomic { requests > 0 -> choose_request();
        if :: !has(given, r) || !has(given_here, r) fi;
        if :: p = ASKER :: p = SECOND :: p = CLERK fi;
        any_words;
        if :: d = ASKERS_DEVICE :: d = OTHER_DEVICE fi;
        d_step { approval_by[r] = p; approval_words[r] = w; approval_device[r] = d; add(given, r); add(given_here, r); done() } }

#ifdef PAPER
    :: atomic { given != 0 -> choose_request(); if :: q = 0 :: q = 1 :: has(printed, PAPERS) -> q = PAPERS fi; d_step { approve() }; settle() }
#else
    :: atomic { given != 0 -> choose_request(); d_step { approve() }; settle() }
#endif

    :: atomic { open != 0 -> choose_request(); d_step { drop(open, r) }; settle() } /* declined, or lapsed */

#ifndef PAPER
    :: atomic { stands != 0 -> choose_request(); d_step { drop(stands, r) }; settle() } /* the person has left meanwhile */

    :: atomic { !revoked -> d_step { revoked = 1; drop(approvers, SECOND) }; settle() } /* an approver no more */

    :: atomic { halves != 0 -> choose_request(); if :: p = 0 :: p = 1 :: has(links, r) && has(enrolment_codes, r) -> p = 2 fi; d_step { enrol() }; settle() }
#endif

    :: d_step { crashes < CRASHES -> crash() }
    od
}
