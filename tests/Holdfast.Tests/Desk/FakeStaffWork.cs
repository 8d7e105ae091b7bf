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

    public override Task<UncoveredReply> Uncovered(SignedStatement request, ServerCallContext context)
    {
        var (asked, refusal) = state.Check<PlainStatement>(request, "uncovered");
        var reply = new UncoveredReply { Refusal = refusal };
        if (asked is not null) reply.Visits.AddRange(state.Visits.Select(visit => new UncoveredVisit { Person = state.People.Values.First(), Visit = visit }));
        return Task.FromResult(reply);
    }
}
