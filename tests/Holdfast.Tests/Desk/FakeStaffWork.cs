using Grpc.Core;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Desk;

/// <summary>The keyholder's side of staff matters, as far as the desk shows it.</summary>
internal sealed class StaffService(State state) : StaffWork.StaffWorkBase
{
    public override Task<LeaveReply> Leave(SignedStatement request, ServerCallContext context) =>
        Task.FromResult(new LeaveReply { Refusal = state.Check<LeaveStatement>(request, "leave").Refusal });

    public override Task<PartReply> Part(SignedStatement request, ServerCallContext context) =>
        Task.FromResult(new PartReply { Refusal = state.Check<PartStatement>(request, "part").Refusal });

    public override Task<MyDetailsReply> MyDetails(SignedStatement request, ServerCallContext context)
    {
        var (asked, refusal) = state.Check<PlainStatement>(request, "my-details");
        var reply = new MyDetailsReply { Refusal = refusal };
        if (asked is null) return Task.FromResult(reply);
        reply.Me = new StaffMember { Card = state.Sessions[asked.Session].Person, Standing = "working", Chart = ChartId.New().ToByteString() };
        reply.Roles.Add(new RoleRow { Role = "nurse", Origin = "desk", Emergency = true, Reads = { "identity", "clinical", "documents" }, Writes = { "identity", "clinical" } });
        reply.Roles.Add(new RoleRow { Role = "administrator", Origin = "desk", Reads = { "staff" }, Writes = { "staff" } });
        return Task.FromResult(reply);
    }

    public override Task<SuggestionsReply> Suggestions(SignedStatement request, ServerCallContext context)
    {
        var reply = new SuggestionsReply { Refusal = state.Check<PlainStatement>(request, "suggestions").Refusal, DisabledToday = 1, DisabledMost = 5 };
        if (reply.Refusal is not null) return Task.FromResult(reply);
        reply.Suggestions.AddRange(state.Suggested);
        reply.Provisioners.Add(new ProvisionerCard { Source = "hr-system", Name = "HR system", UntilMs = DeskUnderTest.NowMs, Linked = 3 });
        return Task.FromResult(reply);
    }

    public override Task<SuggestionReply> LinkSuggestion(SignedStatement request, ServerCallContext context) =>
        Task.FromResult(new SuggestionReply { Refusal = state.Check<LinkSuggestionStatement>(request, "link-suggestion").Refusal });

    public override Task<SuggestionReply> DismissSuggestion(SignedStatement request, ServerCallContext context) =>
        Task.FromResult(new SuggestionReply { Refusal = state.Check<DismissSuggestionStatement>(request, "dismiss-suggestion").Refusal });

    public override Task<SuggestionReply> RetireProvisioner(SignedStatement request, ServerCallContext context) =>
        Task.FromResult(new SuggestionReply { Refusal = state.Check<RetireProvisionerStatement>(request, "retire-provisioner").Refusal });

    public override Task<UncoveredReply> Uncovered(SignedStatement request, ServerCallContext context)
    {
        var (asked, refusal) = state.Check<PlainStatement>(request, "uncovered");
        var reply = new UncoveredReply { Refusal = refusal };
        if (asked is not null) reply.Visits.AddRange(state.Visits.Select(visit => new UncoveredVisit { Person = state.People.Values.First(), Visit = visit }));
        return Task.FromResult(reply);
    }
}
