using Holdfast.Keyholder.Budgets;
using Holdfast.Keyholder.People;
using Holdfast.Tests.Keyholder.Running;
using Holdfast.Wire;

namespace Holdfast.Tests.Keyholder.People;

public class EnrolmentTests
{
    [Fact]
    public async Task A_nurse_enrols_with_her_link_and_signs_in()
    {
        await using var keyholder = await TestKeyholder.Start();

        var nurse = await keyholder.SignIn("nurse");

        Assert.Null((await nurse.MyDay()).Refusal);
        Assert.Contains(await keyholder.Entries("enrolled"), entry => entry.GetProperty("person").GetString() == nurse.Id.ToString());
    }

    [Fact]
    public async Task A_link_works_once()
    {
        await using var keyholder = await TestKeyholder.Start();
        var link = keyholder.Link("nurse");
        await TestPerson.Enrol(keyholder, link);

        var (_, again) = await TestPerson.TryEnrol(keyholder, link, TestKeyholder.Desk);

        Assert.Equal(Why.Unknown, again.Refusal.Why);
    }

    [Fact]
    public async Task Nobody_enrols_through_a_node_that_is_frozen()
    {
        await using var keyholder = await TestKeyholder.Start();
        await keyholder.Role.State.Journal.Run(draft =>
        {
            draft.Change(keyholder.Role.State.Tables.Frozen.Put(new FrozenRow(FrozenRow.SubjectOf(TestKeyholder.Desk.Node), "misuse", draft.NowMs)));
            draft.Record("frozen", json => json.WriteString("node", TestKeyholder.Desk.Node));
            return true;
        });

        var (_, reply) = await TestPerson.TryEnrol(keyholder, keyholder.Link("nurse"), TestKeyholder.Desk);

        Assert.Equal(Why.Frozen, reply.Refusal.Why);
    }

    [Fact]
    public async Task A_link_works_for_a_day()
    {
        await using var keyholder = await TestKeyholder.Start();
        keyholder.Time.Advance(Limits.EnrolmentLink);

        var (_, late) = await TestPerson.TryEnrol(keyholder, keyholder.Link("nurse"), TestKeyholder.Desk);

        Assert.True(late.Refusal.Why is Why.Expired or Why.Unknown);
    }

    [Fact]
    public async Task A_privacy_officer_cannot_enrol_at_the_desk()
    {
        await using var keyholder = await TestKeyholder.Start();

        var (_, reply) = await TestPerson.TryEnrol(keyholder, keyholder.Link("privacy-officer"), TestKeyholder.Desk);

        Assert.Equal(Why.WrongOrigin, reply.Refusal.Why);
    }

    [Fact]
    public async Task One_persons_statement_does_not_enrol_with_anothers_link()
    {
        await using var keyholder = await TestKeyholder.Start();
        var other = keyholder.Link("nurse").Link.Split('#')[1];

        var (_, reply) = await TestPerson.TryEnrol(keyholder, keyholder.Link("nurse"), TestKeyholder.Desk, secondLink: other);

        Assert.Equal(Why.Malformed, reply.Refusal.Why);
    }

    [Fact]
    public async Task A_statement_of_another_installation_does_not_enrol()
    {
        await using var keyholder = await TestKeyholder.Start();

        var (_, reply) = await TestPerson.TryEnrol(keyholder, keyholder.Link("nurse"), TestKeyholder.Desk, statement => statement with { Installation = InstallationId.New().ToString() });

        Assert.Equal(Why.WrongOrigin, reply.Refusal.Why);
    }

    [Fact]
    public async Task A_nonce_that_the_keyholder_did_not_make_does_not_enrol()
    {
        await using var keyholder = await TestKeyholder.Start();

        var (_, reply) = await TestPerson.TryEnrol(keyholder, keyholder.Link("nurse"), TestKeyholder.Desk, statement => statement with { Nonce = Base64Url.Encode(new byte[32]) });

        Assert.Equal(Why.Unknown, reply.Refusal.Why);
    }

    [Fact]
    public async Task A_page_of_another_origin_does_not_enrol()
    {
        await using var keyholder = await TestKeyholder.Start();

        var (_, reply) = await TestPerson.TryEnrol(keyholder, keyholder.Link("nurse"), TestKeyholder.Desk, origin: "http://desk.localhost.example");

        Assert.Equal(Why.WrongOrigin, reply.Refusal.Why);
    }
}
