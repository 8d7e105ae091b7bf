using Grpc.Core;
using Holdfast.Wire;

namespace Holdfast.Tests.Desk;

/// <summary>The keyholder's side of schedules that services send: it knows one that is signed well, and what it was sent.</summary>
internal sealed class RosterService(State state) : Rosters.RostersBase
{
    public const string Good = "a.good.one";

    public override Task<RosterReply> Send(RosterRequest request, ServerCallContext context)
    {
        state.Relayed.Add(request.Jws);
        return Task.FromResult(request.Jws == Good ? new RosterReply { Assigned = 2, NotTaken = { 1 } } : new RosterReply { Refusal = new Refusal { Why = request.Jws.Split('.').Length == 3 ? Why.ClientUnknown : Why.Malformed } });
    }
}

/// <summary>The keyholder's side of provisioning: one token, a few users, and the last thing that was asked.</summary>
internal sealed class ProvisioningService(State state) : Provisioning.ProvisioningBase
{
    public const string Token = "good-token";

    public static readonly ProvisionedUser User = new()
    {
        Id = ProvisionedId.New().ToByteString(), UserName = "lea@example.org", ExternalId = "e1", Name = "Léa Côté", RoleHint = "RN", Active = true, MadeMs = DeskUnderTest.NowMs, ChangedMs = DeskUnderTest.NowMs,
    };

    public override Task<ProvisionListReply> List(ProvisionListRequest request, ServerCallContext context)
    {
        state.Provisioned.Add(request);
        var reply = new ProvisionListReply { Refusal = Refuse(request.Token) };
        if (reply.Refusal is null) (reply.Total, _) = (7, Add(reply));
        return Task.FromResult(reply);

        static bool Add(ProvisionListReply reply)
        {
            reply.Users.Add(User);
            return true;
        }
    }

    public override Task<ProvisionReply> Read(ProvisionReadRequest request, ServerCallContext context) => Answer(request, request.Token, request.Id == User.Id);

    public override Task<ProvisionReply> Create(ProvisionWriteRequest request, ServerCallContext context) => Answer(request, request.Token, known: true);

    public override Task<ProvisionReply> Change(ProvisionWriteRequest request, ServerCallContext context) => Answer(request, request.Token, request.Id == User.Id);

    public override Task<ProvisionReply> Withdraw(ProvisionReadRequest request, ServerCallContext context) => Answer(request, request.Token, request.Id == User.Id);

    private Task<ProvisionReply> Answer(Google.Protobuf.IMessage request, string token, bool known)
    {
        state.Provisioned.Add(request);
        var refusal = Refuse(token) ?? (known ? null : new Refusal { Why = Why.NotFound });
        return Task.FromResult(refusal is null ? new ProvisionReply { User = User } : new ProvisionReply { Refusal = refusal });
    }

    private Refusal? Refuse(string token) => token != Token ? new Refusal { Why = Why.Unknown } : state.ProvisioningRefusal is { } why ? new Refusal { Why = why, Detail = "at least 2 approvers must stay at work" } : null;
}
