using Google.Protobuf;
using Holdfast.Ui.SignIn;
using Holdfast.Wire;

namespace Holdfast.Ui.Approvals;

internal sealed record ProposedAnswer(string Request, long Expiry);

internal sealed record AskedAnswer(IReadOnlyList<ProposalAnswer> Requests, long Now);

/// <summary>One request for what takes two people. The document is what its page shows: UTF-8 JSON, base64url, whose SHA-256 is signed.</summary>
public sealed record ProposalAnswer(
    string Request, string Kind, string Document, PersonAnswer Asker, long Made, long Expiry, string State,
    PersonAnswer? By, long Decided, string Reason, string Secret, long HeldUntil)
{
    public static ProposalAnswer Of(Proposal proposal) => new(
        Convert.ToHexStringLower(proposal.Request.Span), proposal.Kind, Base64Url.Encode(proposal.Document.Span), PersonAnswer.Of(proposal.Asker),
        proposal.MadeMs, proposal.ExpiryMs, proposal.State, proposal.By is null ? null : PersonAnswer.Of(proposal.By), proposal.DecidedMs, proposal.Reason, proposal.Secret, proposal.HeldUntilMs);

    public static string Text(ByteString bytes) => Base64Url.Encode(bytes.Span);
}
