/*
 * How a time is taken and given up, by callers who do not wait for each other: lock, read, decide, write; hold, confirm,
 * expire, release; and a request that is sent again, under its key, after a cut. README.md beside this file explains it.
 *
 * Ada holds a time, confirms it, and may give it up. Bob books the same time, and may give it up. Each sends its first
 * request twice under one key, at any time: the second may overtake the first. Ada confirms until she is answered. A
 * sweeper lets a hold expire, and the clock goes on. Whatever can be interleaved is.
 *
 * "code:" names what a step stands for, "world:" is what happens around the code, and "ghost:" is bookkeeping of the
 * proof, which no decision reads.
 *
 * With ONE_TICK a hold that was made after the first deadline never lapses. Variants, each a -D of spin's:
 *   WITHOUT_LOCK          nothing is locked: read, decide, write
 *   READ_WITH_THE_LOCK    lock and read are one statement: the read sees the snapshot from before the wait
 *   CONFIRM_WITHOUT_LOCK  all but the confirmation lock
 *   WITHOUT_RECORD        a request leaves no idempotency record
 *   LOCKS_IN_ANY_ORDER    calendars are locked in whatever order
 *   CONSTRAINTS           the exclusion constraint on claims, and the unique one on records, are there: they abort what
 *                         breaks them, and the decision is made again. The protocol is proven without their help.
 *   ALONE=property        of two_owners, lost, booked_twice and conflicted, only this one is claimed never to be
 */

#define IDS 4
#define ADA 0
#define BOB 1

/* Calendars, in the order of their ids. */
#define HOST 0
#define BOOKER 1

#define NONE 255

mtype = { ABSENT, HELD, CONFIRMED, EXPIRED, CANCELLED };
mtype = { request, confirmation, surrender, sweep };

/* code: packages/adapters-postgres/src/state/lock-calendars.ts lockCalendars: the row locks of the calendars */
bool locked[2];

/* code: packages/adapters-postgres/src/decisions/write-changes.ts WRITE_ROWS: bookings, as committed */
mtype status[IDS] = ABSENT;
byte deadline[IDS];

/* code: packages/adapters-postgres/src/migrations/0004-outbox-and-idempotency.ts idempotency_once: by key, as committed */
byte record[2] = NONE;

/* code: packages/domain/src/ports/clock.ts Clock: a hold made at 0 lasts until 1 */
byte now;

/* world: what the answers that arrived have told a caller of its booking */
byte told[2] = NONE;
bool gave_up[2];

/* ghost: what a caller may rely on, and how many bookings a key has made */
mtype promised[IDS] = ABSENT;
byte made[2];

/* ghost: the four wrongs; a constraint is in conflict with what is written */
bool two_owners;
bool lost;
bool booked_twice;
bool conflicted;

/* code: packages/domain/src/booking/booking.ts statusAt: whether a booking that was read has its time */
#define STANDS(b) (seen[b] == CONFIRMED || IS_IN_TIME(b))

/* code: packages/domain/src/booking/booking.ts statusAt: whether a hold that was read still lasts */
#define IS_IN_TIME(b) (seen[b] == HELD && deadline[b] > at)

/* code: packages/domain/src/booking/policies/time-free.ts timeFree: nobody else has it */
#define IS_FREE_FOR(id) ( \
  (id == 0 || !STANDS(0)) && (id == 1 || !STANDS(1)) && (id == 2 || !STANDS(2)) && (id == 3 || !STANDS(3)))

/* ghost: who has the time now */
#define OWNS(b) (status[b] == CONFIRMED || (status[b] == HELD && deadline[b] > now))

/* ghost: a caller was told that it has what it no longer has, though it did not give it up */
#define IS_LOST(b, key) (!gave_up[key] && ( \
  (promised[b] == CONFIRMED && status[b] != CONFIRMED) || \
  (promised[b] == HELD && deadline[b] > now && status[b] != HELD && status[b] != CONFIRMED)))

/* ghost: what has to be true after every commit and every answer */
inline check() {
  two_owners = OWNS(0) + OWNS(1) + OWNS(2) + OWNS(3) > 1;
  lost = IS_LOST(0, ADA) || IS_LOST(1, ADA) || IS_LOST(2, BOB) || IS_LOST(3, BOB);
  booked_twice = made[ADA] > 1 || made[BOB] > 1;
#ifdef ALONE
  assert(!ALONE);
#else
  assert(!two_owners);
  assert(!lost);
  assert(!booked_twice);
  assert(!conflicted);
#endif
  two_owners = false; lost = false; booked_twice = false; conflicted = false
}

/* code: packages/adapters-postgres/src/state/lock-calendars.ts lockCalendars: waits until the lock is free, if it wants it */
inline lock(calendar, wanted) {
  atomic { !(wanted && locked[calendar]) -> locked[calendar] = locked[calendar] || wanted }
}

/* code: packages/adapters-postgres/src/decisions/lock-decided-calendars.ts lockDecidedCalendars: in order of id */
inline lock_all(wants_booker) {
#ifdef LOCKS_IN_ANY_ORDER
  if
  :: atomic { wants_booker -> printf("%e for %d begins with the lock of its booker\n", who, id) };
    lock(BOOKER, true);
    lock(HOST, true)
  :: atomic { true -> printf("%e for %d begins with the lock of its host\n", who, id) };
    lock(HOST, true);
    lock(BOOKER, wants_booker)
  fi
#else
  lock(HOST, true);
  lock(BOOKER, wants_booker)
#endif
}

/* code: packages/adapters-postgres/src/state/read-state.ts readState: one statement, so one snapshot of what is committed */
inline read() {
  d_step {
    seen[0] = status[0]; seen[1] = status[1]; seen[2] = status[2]; seen[3] = status[3];
    known = record[key];
    printf("%e for %d reads\n", who, id)
  }
}

/*
 * code: packages/adapters-postgres/src/decisions/transact-decisions.ts lockAndRead: lock, then read. Where the
 * statement that locks also reads, PostgreSQL looks again, after the wait, only at the rows that it locks (manual,
 * 13.2.1); all else it shows as of the statement's beginning.
 */
inline lock_and_read(wants_booker) {
#if defined(WITHOUT_LOCK)
  read()
#elif defined(READ_WITH_THE_LOCK)
  read();
  lock_all(wants_booker)
#else
  lock_all(wants_booker);
  read()
#endif
}

/* code: packages/adapters-postgres/src/decisions/transact-decisions.ts transactDecisions: commit and rollback free the locks */
inline unlock_all(wants_booker) {
  locked[HOST] = false;
  locked[BOOKER] = locked[BOOKER] && !(wants_booker)
}

/* ghost: what a transaction knew is nothing to anybody once it is over */
inline forget() {
  seen[0] = ABSENT; seen[1] = ABSENT; seen[2] = ABSENT; seen[3] = ABSENT;
  known = NONE; at = 0; granted = false
}

/* code: packages/domain/src/use-cases/judge-time.ts expire: whoever takes a time lets go of the holds in its way that have lapsed */
inline expire_lapsed(b, id) {
  if
  :: b != id && seen[b] == HELD && deadline[b] <= at -> status[b] = EXPIRED
  :: else
  fi
}

/* code: packages/adapters-postgres/src/decisions/write-changes.ts writeChanges: seen by others at the commit, as a whole */
inline write(id, to) {
  status[id] = to;
  printf("%e for %d commits %e\n", who, id, to)
}

/* code: packages/domain/src/use-cases/judge-time.ts grantTime: the time is taken, and what has lapsed in it let go */
inline write_taken(id, to) {
  expire_lapsed(0, id); expire_lapsed(1, id); expire_lapsed(2, id); expire_lapsed(3, id);
  deadline[id] = (to == HELD -> at + 1 : 0);
  write(id, to)
}

/* code: packages/adapters-postgres/src/migrations/0003-bookings.ts claim_no_overlap: a claim that is not let go with this write */
#define HAS_CLAIM(b, id) (b != id && (status[b] == CONFIRMED || status[b] == HELD) && !(seen[b] == HELD && deadline[b] <= at))

/* code: packages/adapters-postgres/src/migrations/0003-bookings.ts claim_no_overlap: the claim of this booking would overlap another */
#define MEETS_A_CLAIM(id) (HAS_CLAIM(0, id) || HAS_CLAIM(1, id) || HAS_CLAIM(2, id) || HAS_CLAIM(3, id))

/* code: packages/adapters-postgres/src/decisions/settle-decisions.ts EXCLUSION_VIOLATION, UNIQUE_VIOLATION: nothing is written */
inline conflict() {
  printf("%e for %d runs into a constraint\n", who, id);
  conflicted = true;
  check()
}

/* code: packages/domain/src/use-cases/place-booking.ts placeBooking: one request to hold or to book, as it reaches a server */
proctype Place(byte key; byte id; mtype kind) {
  mtype seen[IDS]; byte known = NONE; byte at; bool granted; byte answer = NONE;
  mtype who = request;

again:
  lock_and_read(kind == HELD);
  if
  :: known != NONE ->
    /* code: packages/adapters-postgres/src/decisions/transact-decisions.ts replay */
    atomic { answer = known; unlock_all(kind == HELD); forget() }
  :: known == NONE ->
    /* code: packages/adapters-postgres/src/decisions/transact-decisions.ts decideOne: the clock is read under the lock */
    d_step { at = now; granted = IS_FREE_FOR(id) };
    if
    :: !granted -> atomic { unlock_all(kind == HELD); forget() }
#ifdef CONSTRAINTS
    :: atomic { granted && (MEETS_A_CLAIM(id) || record[key] != NONE) ->
      /* code: packages/adapters-postgres/src/decisions/settle-decisions.ts isWorthRetrying */
      conflict(); unlock_all(kind == HELD); forget(); goto again }
    :: atomic { granted && !MEETS_A_CLAIM(id) && record[key] == NONE ->
#else
    :: atomic { granted ->
      conflicted = MEETS_A_CLAIM(id) || record[key] != NONE;
#endif
      write_taken(id, kind);
#ifndef WITHOUT_RECORD
      record[key] = id;
#endif
      made[key]++;
      answer = id;
      unlock_all(kind == HELD); forget();
      check() }
    :: atomic { granted ->
      /* world: the server or its connection dies before the commit */
      unlock_all(kind == HELD); forget() }
    fi
  fi;
  if
  :: atomic { answer != NONE && !gave_up[key] ->
    /* world: the answer arrives */
    told[key] = answer;
    if
    :: promised[answer] == ABSENT -> promised[answer] = kind
    :: else
    fi;
    printf("request for %d is answered\n", id);
    answer = NONE;
    check() }
  :: atomic { true -> answer = NONE }
    /* world: it does not, or comes too late to mean anything */
  fi
}

/* code: packages/adapters-postgres/src/decisions/transact-decisions.ts transactDecisions: a confirmation that took no lock frees none */
inline free_confirm() {
#ifndef CONFIRM_WITHOUT_LOCK
  unlock_all(false)
#else
  skip
#endif
}

/* code: packages/domain/src/use-cases/confirm-booking.ts confirmHold: in time always; too late, if the time is free */
proctype Confirm(byte key) {
  mtype seen[IDS]; byte known = NONE; byte at; bool granted; byte id;
  bool confirmed; mtype who = confirmation;

end_untold:
  atomic { told[key] != NONE && !gave_up[key] -> id = told[key] };
send:
#ifdef CONFIRM_WITHOUT_LOCK
  read();
#else
  lock_and_read(false);
#endif
  d_step {
    at = now;
    confirmed = seen[id] == CONFIRMED;
    granted = IS_IN_TIME(id) || ((seen[id] == HELD || seen[id] == EXPIRED) && IS_FREE_FOR(id))
  };
  if
  :: !granted -> atomic { free_confirm(); forget() }
#ifdef CONSTRAINTS
  :: atomic { granted && MEETS_A_CLAIM(id) -> conflict(); free_confirm(); forget(); goto send }
  :: atomic { granted && !MEETS_A_CLAIM(id) ->
#else
  :: atomic { granted ->
    conflicted = MEETS_A_CLAIM(id);
#endif
    if
    :: IS_IN_TIME(id) -> write(id, CONFIRMED)
    :: else -> write_taken(id, CONFIRMED)
    fi;
    confirmed = true;
    free_confirm(); forget();
    check() }
  :: atomic { granted ->
    /* world: the server or its connection dies before the commit */
    free_confirm(); forget() }
  fi;
  if
  :: atomic { confirmed && !gave_up[key] ->
    /* world: the answer arrives */
    promised[id] = CONFIRMED; confirmed = false;
    printf("confirmation for %d is answered\n", id);
    check() }
  :: atomic { !gave_up[key] -> confirmed = false; goto send }
    /* world: it does not, so the request is sent again */
  :: atomic { gave_up[key] -> confirmed = false }
  fi
}

/* code: packages/domain/src/use-cases/end-booking.ts releaseHold, cancelBooking: a caller gives up what it was told it has */
proctype GiveUp(byte key) {
  mtype seen[IDS]; byte known = NONE; byte at; bool granted; byte id; mtype who = surrender;

end_untold:
  atomic { told[key] != NONE -> id = told[key]; gave_up[key] = true };
  lock_and_read(false);
  d_step { at = now; granted = STANDS(id) };
  if
  :: !granted -> atomic { unlock_all(false); forget() }
  :: granted -> atomic { write(id, CANCELLED); unlock_all(false); forget(); check() }
  fi
}

/* code: packages/domain/src/use-cases/sweep-lapsed.ts sweepLapsed: finds a hold without a lock, and looks again under it */
proctype Sweep() {
  mtype seen[IDS]; byte known = NONE; byte at; bool granted; byte id; byte key; mtype who = sweep;

end_idle:
  if
  :: atomic { status[0] == HELD && deadline[0] <= now -> id = 0 }
  :: atomic { status[1] == HELD && deadline[1] <= now -> id = 1 }
  fi;
  lock_and_read(false);
  d_step { at = now; granted = seen[id] == HELD && deadline[id] <= at };
  if
  :: !granted -> atomic { unlock_all(false); forget() }
  :: granted -> atomic { write(id, EXPIRED); unlock_all(false); forget(); check() }
  fi
}

/* world: time goes on, whatever anybody is doing */
proctype Time() {
  atomic { now = 1; printf("it is 1\n") }
#ifndef ONE_TICK
  ; atomic { now = 2; printf("it is 2\n") }
#endif
}

init {
  atomic {
    run Place(ADA, 0, HELD); run Place(ADA, 1, HELD);
    run Place(BOB, 2, CONFIRMED); run Place(BOB, 3, CONFIRMED);
    run Confirm(ADA); run GiveUp(ADA); run GiveUp(BOB);
    run Sweep(); run Time()
  }
}
