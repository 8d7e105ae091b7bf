using Holdfast.Keyholder.Provisioning;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Keyholder.Running;

/// <summary>A provisioning source with its token, put into the table as two people's approval would; and what it says.</summary>
internal sealed class TestSource(TestKeyholder keyholder, string source, string token)
{
    public string Source => source;

    public string Token { get; } = token;

    public static async Task<TestSource> Register(TestKeyholder keyholder, string source = "hr-system", int days = 30)
    {
        var token = ProvisionerGate.NewToken();
        await keyholder.Role.State.Journal.Run(draft =>
        {
            draft.Change(keyholder.Role.State.Tables.Provisioners.Put(new ProvisionerRow(source, "HR system", ProvisionerGate.HashOf(token), draft.Now.AddDays(days).ToUnixTimeMilliseconds(), draft.NowMs)));
            ProvisionerGate.Record(draft, source, "registered");
            return true;
        });
        return new TestSource(keyholder, source, token);
    }

    public Task<ProvisionReply> Create(string userName, string name = "Léa Côté", string hint = "", bool? active = null, string externalId = "")
    {
        var fields = new ProvisionFields { UserName = userName, Name = name, RoleHint = hint, ExternalId = externalId };
        if (active is { } flag) fields.Active = flag;
        return keyholder.Operations.WriteUsers.Create(TestKeyholder.Desk, new ProvisionWriteRequest { Token = Token, Fields = fields });
    }

    public Task<ProvisionReply> Change(ProvisionedId id, ProvisionFields fields) =>
        keyholder.Operations.WriteUsers.Change(TestKeyholder.Desk, new ProvisionWriteRequest { Token = Token, Id = id.ToByteString(), Fields = fields });

    public Task<ProvisionReply> Active(ProvisionedId id, bool active) => Change(id, new ProvisionFields { Active = active });

    public Task<ProvisionReply> Withdraw(ProvisionedId id) => keyholder.Operations.WriteUsers.Withdraw(TestKeyholder.Desk, new ProvisionReadRequest { Token = Token, Id = id.ToByteString() });

    public Task<ProvisionReply> Read(ProvisionedId id) => keyholder.Operations.ReadUsers.One(TestKeyholder.Desk, new ProvisionReadRequest { Token = Token, Id = id.ToByteString() });

    public Task<ProvisionListReply> List(string by = "", string value = "", int start = 1, int count = 100) =>
        keyholder.Operations.ReadUsers.Several(TestKeyholder.Desk, new ProvisionListRequest { Token = Token, By = by, Value = value, Start = start, Count = count });

    /// <summary>Somebody whom an administrator linked with a user of this source.</summary>
    public async Task<ProvisionedId> Linked(TestPerson administrator, PersonId person, string userName)
    {
        var made = await Create(userName);
        Assert.Null(made.Refusal);
        var id = ProvisionedId.From(made.User.Id);
        Assert.Null((await Link(administrator, id, person)).Refusal);
        return id;
    }

    public static Task<SuggestionReply> Link(TestPerson administrator, ProvisionedId id, PersonId person) => administrator.Keyholder.Operations.LinkSuggestion.Link(administrator.Caller,
        administrator.Say("link-suggestion", new LinkSuggestionStatement { Suggestion = id.ToString(), Person = person.ToString() }));

    public static Task<SuggestionsReply> Suggestions(TestPerson administrator) => administrator.Keyholder.Operations.Suggestions.Run(administrator.Caller, administrator.Say("suggestions", new PlainStatement()));
}
