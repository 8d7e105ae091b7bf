using System.Security.Cryptography;
using Holdfast.Keyholder.Budgets;
using Holdfast.Keyholder.Sessions;
using Holdfast.Tests.Keyholder.Running;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Keyholder.Sessions;

public class SessionTests
{
    [Fact]
    public async Task A_sign_in_cannot_be_sent_again()
    {
        await using var keyholder = await TestKeyholder.Start();
        var nurse = await TestPerson.Enrol(keyholder, keyholder.Link("nurse"));
        var request = await nurse.SignInRequest();
        Assert.Null((await keyholder.Operations.FinishSignIn.Run(TestKeyholder.Desk, request)).Refusal);

        var again = await keyholder.Operations.FinishSignIn.Run(TestKeyholder.Desk, request);

        Assert.Equal(Why.Replayed, again.Refusal.Why);
    }

    [Fact]
    public async Task A_sign_in_that_takes_more_than_five_minutes_is_begun_again()
    {
        await using var keyholder = await TestKeyholder.Start();
        var nurse = await TestPerson.Enrol(keyholder, keyholder.Link("nurse"));
        var request = await nurse.SignInRequest();
        keyholder.Time.Advance(Limits.Nonce);

        Assert.Equal(Why.Expired, (await keyholder.Operations.FinishSignIn.Run(TestKeyholder.Desk, request)).Refusal.Why);
    }

    [Fact]
    public async Task A_page_that_looks_like_the_desk_cannot_sign_anybody_in()
    {
        await using var keyholder = await TestKeyholder.Start();
        var nurse = await TestPerson.Enrol(keyholder, keyholder.Link("nurse"));

        Assert.Equal(Why.WrongOrigin, (await nurse.TrySignIn(origin: "http://desk.localhost:2")).Refusal.Why);
    }

    [Fact]
    public async Task A_passkey_of_the_desk_is_worth_nothing_on_the_watch()
    {
        await using var keyholder = await TestKeyholder.Start();
        var nurse = await TestPerson.Enrol(keyholder, keyholder.Link("nurse"));

        Assert.NotNull((await nurse.TrySignIn(caller: TestKeyholder.Watch)).Refusal);
    }

    [Fact]
    public async Task A_session_key_that_the_passkey_did_not_sign_for_is_refused()
    {
        await using var keyholder = await TestKeyholder.Start();
        var nurse = await TestPerson.Enrol(keyholder, keyholder.Link("nurse"));
        var request = await nurse.SignInRequest();
        request.SessionKeyJwk = PublicKeyP256.Of(ECDsa.Create(ECCurve.NamedCurves.nistP256)).ToJwk();

        Assert.Equal(Why.BadSignature, (await keyholder.Operations.FinishSignIn.Run(TestKeyholder.Desk, request)).Refusal.Why);
    }

    [Fact]
    public async Task A_passkey_that_names_somebody_else_is_refused()
    {
        await using var keyholder = await TestKeyholder.Start();
        var nurse = await TestPerson.Enrol(keyholder, keyholder.Link("nurse"));
        var other = await TestPerson.Enrol(keyholder, keyholder.Link("nurse"));

        Assert.Equal(Why.Malformed, (await nurse.TrySignIn(statement => statement with { Person = other.Id.ToString() })).Refusal.Why);
    }

    [Fact]
    public async Task An_unknown_passkey_is_refused()
    {
        await using var keyholder = await TestKeyholder.Start();
        var nurse = await TestPerson.Enrol(keyholder, keyholder.Link("nurse"));
        var request = await nurse.SignInRequest(statement => statement with { Credential = null });
        request.CredentialId = Google.Protobuf.ByteString.CopyFrom(new byte[32]);

        Assert.Equal(Why.Unknown, (await keyholder.Operations.FinishSignIn.Run(TestKeyholder.Desk, request)).Refusal.Why);
    }

    [Fact]
    public async Task A_statement_cannot_be_sent_again()
    {
        await using var keyholder = await TestKeyholder.Start();
        var nurse = await keyholder.SignIn("nurse");
        var statement = nurse.Say("my-day", new MyDayStatement { From = 0, To = 1 });
        Assert.Null((await keyholder.Operations.MyDay.Run(nurse.Caller, statement)).Refusal);

        Assert.Equal(Why.Replayed, (await keyholder.Operations.MyDay.Run(nurse.Caller, statement)).Refusal.Why);
    }

    [Fact]
    public async Task A_counter_that_was_passed_cannot_be_used()
    {
        await using var keyholder = await TestKeyholder.Start();
        var nurse = await keyholder.SignIn("nurse");
        var early = nurse.Say("my-day", new MyDayStatement { From = 0, To = 1 });
        Assert.Null((await nurse.MyDay()).Refusal);

        Assert.Equal(Why.Replayed, (await keyholder.Operations.MyDay.Run(nurse.Caller, early)).Refusal.Why);
    }

    [Fact]
    public async Task A_statement_signed_by_another_key_is_refused()
    {
        await using var keyholder = await TestKeyholder.Start();
        var nurse = await keyholder.SignIn("nurse");
        var statement = nurse.Say("my-day", new MyDayStatement { From = 0, To = 1 }, ECDsa.Create(ECCurve.NamedCurves.nistP256));

        Assert.Equal(Why.BadSignature, (await keyholder.Operations.MyDay.Run(nurse.Caller, statement)).Refusal.Why);
    }

    [Fact]
    public async Task A_statement_of_one_kind_is_not_taken_for_another()
    {
        await using var keyholder = await TestKeyholder.Start();
        var nurse = await keyholder.SignIn("nurse");

        Assert.Equal(Why.Malformed, (await keyholder.Operations.SignOut.Run(nurse.Caller, nurse.Say("staff", new PlainStatement()))).Refusal.Why);
    }

    [Fact]
    public async Task Garbage_is_refused_and_does_not_throw()
    {
        await using var keyholder = await TestKeyholder.Start();
        foreach (var jws in new[] { "", ".", "..", new string('a', 500_000), "a.b.c", "\0" })
            Assert.Equal(Why.Malformed, (await keyholder.Operations.MyDay.Run(TestKeyholder.Desk, new SignedStatement { Jws = jws })).Refusal.Why);
    }

    [Fact]
    public async Task A_desk_session_says_nothing_through_the_watch()
    {
        await using var keyholder = await TestKeyholder.Start();
        var nurse = await keyholder.SignIn("nurse");

        var reply = await keyholder.Operations.SignOut.Run(TestKeyholder.Watch, nurse.Say("sign-out", new PlainStatement()));

        Assert.Equal(Why.WrongOrigin, reply.Refusal.Why);
    }

    [Fact]
    public async Task An_idle_session_is_locked_and_the_ledger_says_so()
    {
        await using var keyholder = await TestKeyholder.Start();
        var coordinator = await keyholder.SignIn("coordinator");
        keyholder.Time.Advance(SessionLimits.IdleInAnOffice);

        Assert.NotNull((await coordinator.Staff()).Refusal);
        keyholder.Time.Advance(TimeSpan.FromSeconds(2));
        await TestKeyholder.Eventually(() => keyholder.Role.State.Tables.Sessions.Rows.All(row => row.LockedAt > 0));
        Assert.Equal(coordinator.Session.ToString(), Assert.Single(await keyholder.Entries("locked")).GetProperty("session").GetString());
        Assert.Empty(await keyholder.Entries("session-end"));
    }

    [Fact]
    public async Task A_refused_statement_does_not_keep_an_idle_session_alive()
    {
        await using var keyholder = await TestKeyholder.Start();
        var coordinator = await keyholder.SignIn("coordinator");
        keyholder.Time.Advance(SessionLimits.IdleInAnOffice);
        await coordinator.Staff();

        Assert.NotNull((await coordinator.Staff()).Refusal);
    }

    [Fact]
    public async Task Twelve_hours_are_the_end_however_busy_the_day()
    {
        await using var keyholder = await TestKeyholder.Start();
        var nurse = await keyholder.SignIn("nurse");
        for (var hour = 0; hour < 24; hour++)
        {
            Assert.Null((await nurse.MyDay()).Refusal);
            keyholder.Time.Advance(SessionLimits.Overall / 24);
        }

        Assert.NotNull((await nurse.MyDay()).Refusal);
    }

    [Fact]
    public async Task Signing_out_ends_the_session()
    {
        await using var keyholder = await TestKeyholder.Start();
        var nurse = await keyholder.SignIn("nurse");
        Assert.Null((await nurse.SignOut()).Refusal);

        Assert.Equal(Why.Unknown, (await nurse.MyDay()).Refusal.Why);
    }

    [Fact]
    public async Task The_administrator_signs_in_and_sees_no_patient()
    {
        await using var keyholder = await TestKeyholder.Start();
        var administrator = await keyholder.SignIn("administrator");

        Assert.Equal(Why.NotAllowed, (await administrator.MyDay()).Refusal.Why);
        Assert.Equal(Why.NotAllowed, (await administrator.Find("Tre")).Refusal.Why);
        Assert.Equal(Why.NotAllowed, (await administrator.Launch(ChartId.New())).Refusal.Why);
    }

    [Fact]
    public async Task A_fifth_session_ends_the_first()
    {
        await using var keyholder = await TestKeyholder.Start();
        var nurse = await keyholder.SignIn("nurse");
        var first = (nurse.Session, nurse.SessionKey);
        for (var i = 0; i < 4; i++) await nurse.SignIn();

        Assert.DoesNotContain(keyholder.Role.State.Tables.Sessions.Rows, row => row.Id == first.Session);
        Assert.Equal(4, keyholder.Role.State.Tables.Sessions.Count);
    }

    [Fact]
    public async Task After_a_restart_too_a_fifth_session_ends_the_oldest()
    {
        await using var keyholder = await TestKeyholder.Start();
        var nurse = await TestPerson.Enrol(keyholder, keyholder.Link("nurse"));
        var sessions = new List<SessionId>();
        for (var i = 0; i < 4; i++)
        {
            await nurse.SignIn();
            sessions.Add(nurse.Session);
            keyholder.Time.Advance(TimeSpan.FromSeconds(1));
        }

        for (var next = 0; next < 4; next++)
        {
            await keyholder.Restart(); // the store gives its rows back in the order of their ids
            await nurse.SignIn();
            sessions.Add(nurse.Session);
            keyholder.Time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(sessions.TakeLast(4), keyholder.Role.State.Tables.Sessions.Of(nurse.Id));
        }
    }

    [Fact]
    public async Task A_session_survives_a_restart_and_its_counter_too()
    {
        await using var keyholder = await TestKeyholder.Start();
        var nurse = await keyholder.SignIn("nurse");
        var statement = nurse.Say("my-day", new MyDayStatement { From = 0, To = 1 });
        Assert.Null((await keyholder.Operations.MyDay.Run(nurse.Caller, statement)).Refusal);

        await keyholder.Restart();

        Assert.Equal(Why.Replayed, (await keyholder.Operations.MyDay.Run(nurse.Caller, statement)).Refusal.Why);
        Assert.Null((await nurse.MyDay()).Refusal);
    }

    [Fact]
    public async Task A_nonce_from_before_a_restart_is_worth_nothing()
    {
        await using var keyholder = await TestKeyholder.Start();
        var nurse = await TestPerson.Enrol(keyholder, keyholder.Link("nurse"));
        var request = await nurse.SignInRequest();
        await keyholder.Restart();

        Assert.Equal(Why.Unknown, (await keyholder.Operations.FinishSignIn.Run(TestKeyholder.Desk, request)).Refusal.Why);
    }
}
