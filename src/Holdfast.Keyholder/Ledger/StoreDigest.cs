using System.Text;
using Holdfast.Keyholder.Keys;

namespace Holdfast.Keyholder.Ledger;

/// <summary>
/// What every ledger entry says of the keyholder's store after it: a keyed hash of the set of rows that costs the same
/// however many rows there are.
/// <code>
///  row   = HMAC-SHA-256(key, kind, key, value)              (each part led by its length)
///  sum   = Σ row  mod 2^256                                 over all rows
///  store = HMAC-SHA-256(key, "holdfast/store/v1", sum)      in the ledger, hexadecimal
/// </code>
/// The sum itself is never published: whoever saw sums could look, among enough known differences, for a set of changes
/// that add up to nothing (sums of hashes are linear, and lattices find such sets). Behind the outer HMAC they see none.
/// </summary>
internal sealed class StoreDigest(UseKey key)
{
    private Sum256 _sum;

    public Sum256 RowOf(string kind, string rowKey, ReadOnlySpan<byte> value) =>
        Sum256.Read(key.Mac(Encoding.UTF8.GetBytes(kind), Encoding.UTF8.GetBytes(rowKey), value));

    public void Add(Sum256 row) => _sum += row;

    public void Remove(Sum256 row) => _sum -= row;

    /// <summary>The value for the ledger, lower-case hexadecimal.</summary>
    public string Published()
    {
        Span<byte> sum = stackalloc byte[Sum256.Length];
        _sum.WriteTo(sum);
        return Convert.ToHexStringLower(key.Mac("holdfast/store/v1"u8, sum));
    }
}
