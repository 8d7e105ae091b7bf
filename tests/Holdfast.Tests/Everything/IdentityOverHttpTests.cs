using Holdfast.Drill.Clients;
using Holdfast.Tests.Keyholder.Identity;
using Holdfast.Tests.Keyholder.Running;

namespace Holdfast.Tests.Everything;

/// <summary>A real little OpenID provider, the desk that redeems its codes, and the keyholder that verifies its tokens.</summary>
public class IdentityOverHttpTests
{
    [Fact]
    public async Task A_nurse_signs_in_at_the_provider_and_then_by_passkey_and_neither_alone_is_enough_any_more()
    {
        await using var id = await LittleProvider.Start();
        await using var provider = await RunningProvider.Start(id.Policy());
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
        var link = provider.Keyholder.Link("nurse");
        var address = new Uri(link.Link);
        using var passkey = await StaffClient.Enrol(provider.Web, new EnrolmentLink(link.Person, link.Name, link.Role, TestKeyholder.DeskOrigin, address.Fragment[1..]));

        async Task<Answer> SignIn(Func<string, string, Task<(string, string)>>? identity)
        {
            using var client = new StaffClient(TestKeyholder.DeskOrigin, provider.Web);
            return await client.SignIn(passkey.CredentialId, challenge => passkey.Get(TestKeyholder.DeskOrigin, challenge), passkey.UserHandle, identity: identity);
        }

        var page = await provider.Web.GetStringAsync(TestKeyholder.DeskOrigin + "/");
        Assert.Contains($"data-identity-address=\"{id.Issuer}/authorize\"", page);
        Assert.True((await SignIn((key, nonce) => id.Visit(browser, key, nonce))).Ok);
        Assert.True((await SignIn((key, nonce) => id.Visit(browser, key, nonce))).Ok);

        var alone = await SignIn(null);
        Assert.Equal((403, "IDENTITY_NEEDED"), (alone.Status, alone.Why));
        var (code, verifier) = ("", "");
        Assert.True((await SignIn(async (key, nonce) => (code, verifier) = await id.Visit(browser, key, nonce))).Ok);
        foreach (var wrong in new Func<string, string, Task<(string, string)>>[]
        {
            (_, _) => Task.FromResult((code, verifier)), // a code that was redeemed
            async (key, nonce) => ((await id.Visit(browser, key, nonce)).Code, new string('v', 43)), // somebody else's verifier
            (_, nonce) => id.Visit(browser, "another session's key", nonce),
            async (key, nonce) => (await id.Visit(browser, key, nonce)).Code is { } good ? (good, "short") : default,
        })
        {
            var refused = await SignIn(wrong);
            Assert.Equal((403, "IDENTITY_REFUSED"), (refused.Status, refused.Why));
        }

        id.Subject = "somebody else";
        Assert.False((await SignIn((key, nonce) => id.Visit(browser, key, nonce))).Ok);
        Assert.Single(await provider.Keyholder.Entries("identity-linked"));
    }
}
