using Holdfast.Wire;

namespace Holdfast.WeakHost;

/// <summary>Control of attack 8: a records that forgets which key a token is bound to, so that whoever holds the token is taken for its owner.</summary>
internal static class Unbound
{
    public static Task<int> Run(string folder) => WeakRecords.Run(folder, new WeakRecords.Replies(reply =>
    {
        if (reply is RedeemReply release) release.DpopJkt = "";
    }));
}
