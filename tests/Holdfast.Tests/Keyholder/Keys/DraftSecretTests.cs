using Holdfast.Tests.Keyholder.Running;
using Holdfast.Wire;

namespace Holdfast.Tests.Keyholder.Keys;

/// <summary>The half of what seals drafts on a device that only their author's grant brings.</summary>
public class DraftSecretTests
{
    [Fact]
    public async Task The_author_gets_the_same_secret_with_every_grant_and_nobody_else_ever_does()
    {
        await using var keyholder = await TestKeyholder.Start();
        var coordinator = await keyholder.SignIn("coordinator");
        var (author, next) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("nurse"));
        var chart = await keyholder.Admit(coordinator, author);
        var other = await keyholder.Admit(coordinator, author, "Gagnon");
        var now = keyholder.Time.GetUtcNow();
        Assert.Null((await coordinator.Assign(new Holdfast.Wire.Statements.AssignmentItem(next.Id.ToString(), chart.ToString(), null, "visit", now.ToUnixTimeMilliseconds(), now.AddHours(1).ToUnixTimeMilliseconds()))).Refusal);
        var node = await keyholder.Node();

        async Task<string> Secret(TestPerson person, ChartId of)
        {
            var client = new TestClient();
            var open = await person.Open(of, client);
            Assert.Null(open.Refusal);
            var redeemed = await node.Redeem(open.Code, client);
            Assert.Null(redeemed.Refusal);
            Assert.Equal(32, redeemed.DraftSecret.Length);
            Assert.Equal(redeemed.DraftSecret, (await node.Refresh(redeemed.RefreshToken, client)).DraftSecret);
            return Base64Url.Encode(redeemed.DraftSecret.Span);
        }

        var first = await Secret(author, chart);
        await author.SignIn();
        Assert.Equal(first, await Secret(author, chart));
        Assert.NotEqual(first, await Secret(next, chart));
        Assert.NotEqual(first, await Secret(author, other));
    }
}
