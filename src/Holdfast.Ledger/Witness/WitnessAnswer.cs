namespace Holdfast.Ledger;

/// <summary>An HTTP answer of the witness: send it as it is.</summary>
public sealed record WitnessAnswer(int Status, string ContentType, string Body)
{
    /// <summary>The body is the size that the witness has seen.</summary>
    public const string SizeContentType = "text/x.tlog.size";

    public const string TextContentType = "text/plain; charset=utf-8";

    internal static WitnessAnswer Refusal(int status, string why) => new(status, TextContentType, why + "\n");
}
