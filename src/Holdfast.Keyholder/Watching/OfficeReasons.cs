using System.Security.Cryptography;
using System.Text;
using Holdfast.Keyholder.Keys;
using Holdfast.Keyholder.Ledger;

namespace Holdfast.Keyholder.Watching;

/// <summary>Reasons of the privacy office, which belong to no chart: sealed under the staff key.</summary>
internal sealed class OfficeReasons(UseKey staff, Tables tables, ChartVault vault)
{
    private static ReadOnlySpan<byte> Label => "holdfast/office-reason/v1"u8;

    /// <summary>Keeps the words with the next entry; the answer is their hash for it.</summary>
    public string Keep(Draft draft, string words)
    {
        var box = SealedBox.Seal(staff, Label, [], Encoding.UTF8.GetBytes(words));
        var hash = Convert.ToHexStringLower(SHA256.HashData(box));
        draft.Change(tables.Reasons.Put(new ReasonRow(hash, null, box)));
        return hash;
    }

    /// <summary>The words behind any reason of the ledger; null when their chart was disposed of.</summary>
    public string? Read(ReasonRow row)
    {
        if (row.Chart is not { } chart) return Text(SealedBox.Open(staff, Label, [], row.Sealed));
        if (tables.Charts.Find(chart) is not { } chartRow) return null;
        using var root = vault.Open(chartRow);
        return Text(root.OpenReason(row.Sealed));

        static string Text(byte[]? bytes) => Encoding.UTF8.GetString(bytes ?? throw new InvalidDataException("A reason does not open: store.db and root.key are not of one installation."));
    }
}
