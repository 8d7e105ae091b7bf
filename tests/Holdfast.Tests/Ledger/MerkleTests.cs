using System.Text.Json;
using Holdfast.Ledger;

namespace Holdfast.Tests.Ledger;

public sealed class MerkleTests
{
    private static readonly string[] Inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

    private static readonly string[] Roots =
    [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef", "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    [Fact]
    public void The_published_roots_come_out()
    {
        var range = new CompactRange();
        Assert.Equal(Roots[0], Convert.ToHexStringLower(range.Root()));
        for (var i = 0; i < Inputs.Length; i++)
        {
            range.Append(MerkleTree.LeafHash(Convert.FromHexString(Inputs[i])));
            Assert.Equal(Roots[i + 1], Convert.ToHexStringLower(range.Root()));
        }
    }

    [Fact]
    public void Entries_of_every_length_are_hashed_alike()
    {
        foreach (var length in new[] { 0, 1, 1022, 1023, 1024, 1025, 65535 })
        {
            var entry = Enumerable.Range(0, length).Select(i => (byte)i).ToArray();
            Assert.Equal(System.Security.Cryptography.SHA256.HashData([0, .. entry]), MerkleTree.LeafHash(entry));
        }
    }

    [Fact]
    public void Every_proof_of_every_small_tree_is_accepted_and_every_corrupted_one_refused()
    {
        const int most = 70;
        var leaves = Enumerable.Range(0, most).Select(i => MerkleTree.LeafHash([(byte)i])).ToArray();
        var roots = new byte[most + 1][];
        var range = new CompactRange();
        for (var n = 0; n <= most; n++)
        {
            roots[n] = range.Root();
            if (n < most) range.Append(leaves[n]);
        }

        byte[] Subtree(int height, long index) => height == 0 ? leaves[index] : MerkleTree.NodeHash(Subtree(height - 1, 2 * index), Subtree(height - 1, 2 * index + 1));
        var (accepted, refused) = (0, 0);
        for (var n = 1; n <= most; n++)
        {
            for (var i = 0; i < n; i++)
            {
                var proof = MerkleProofs.Inclusion(i, n, Subtree);
                Assert.True(MerkleProofs.VerifyInclusion(leaves[i], i, n, proof, roots[n]));
                accepted++;
                foreach (var bad in Corrupted(proof))
                {
                    Assert.False(MerkleProofs.VerifyInclusion(leaves[i], i, n, bad, roots[n]));
                    refused++;
                }
            }

            for (var m = 1; m <= n; m++)
            {
                var proof = MerkleProofs.Consistency(m, n, Subtree);
                Assert.True(MerkleProofs.VerifyConsistency(m, n, proof, roots[m], roots[n]));
                accepted++;
                foreach (var bad in Corrupted(proof))
                {
                    Assert.False(MerkleProofs.VerifyConsistency(m, n, bad, roots[m], roots[n]));
                    refused++;
                }
            }
        }

        Assert.Equal(most * (most + 1), accepted);
        Assert.True(refused > accepted);
    }

    /// <summary>A bit changed, a hash dropped, a hash too many.</summary>
    private static IEnumerable<List<byte[]>> Corrupted(List<byte[]> proof)
    {
        if (proof.Count > 0)
        {
            yield return [.. proof[..^1], [.. proof[^1][..31], (byte)(proof[^1][31] ^ 1)]];
            yield return proof[1..];
        }

        yield return [.. proof, new byte[32]];
    }

    [Theory]
    [InlineData("inclusion", 98)]
    [InlineData("subtreeinclusion", 204)]
    public void Published_inclusion_proofs_are_judged_rightly(string kind, int count)
    {
        var vectors = Vectors(kind);
        Assert.Equal(count, vectors.Count);
        foreach (var (file, vector) in vectors)
        {
            // An inclusion proof in the subtree over [start, end) is one in a tree of its own; only aligned ones are subtrees.
            var start = kind == "inclusion" ? 0 : Number(vector, "start");
            var end = Number(vector, kind == "inclusion" ? "treeSize" : "end");
            var isTree = start >= 0 && end > start && (start == 0 || start % (long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)(end - start)) == 0);
            var accepted = isTree && MerkleProofs.VerifyInclusion(Bytes(vector, "leafHash"), Number(vector, "leafIdx") - start, end - start, Proof(vector), Bytes(vector, "root"));
            Assert.True(accepted != vector.GetProperty("wantErr").GetBoolean(), file);
        }
    }

    [Fact]
    public void Published_consistency_proofs_are_judged_rightly()
    {
        var vectors = Vectors("consistency");
        Assert.Equal(98, vectors.Count);
        foreach (var (file, vector) in vectors)
        {
            var accepted = MerkleProofs.VerifyConsistency(Number(vector, "size1"), Number(vector, "size2"), Proof(vector), Bytes(vector, "root1"), Bytes(vector, "root2"));
            Assert.True(accepted != vector.GetProperty("wantErr").GetBoolean(), file);
        }
    }

    [Fact]
    public void Published_consistency_proofs_of_subtrees_at_the_front_are_judged_rightly()
    {
        // A subtree over [0, end) is a former tree. Empty ones, and those that begin elsewhere, this ledger's format does not have.
        var vectors = Vectors("subtreeconsistency").Where(v => Number(v.Vector, "start") == 0 && Number(v.Vector, "end") > 0).ToList();
        Assert.Equal(91, vectors.Count);
        foreach (var (file, vector) in vectors)
        {
            var accepted = MerkleProofs.VerifyConsistency(Number(vector, "end"), Number(vector, "size"), Proof(vector), Bytes(vector, "root1"), Bytes(vector, "root2"));
            Assert.True(accepted != vector.GetProperty("wantErr").GetBoolean(), file);
        }
    }

    private static List<(string File, JsonElement Vector)> Vectors(string kind) =>
        [.. Directory.EnumerateFiles(SharedData.Path($"tlog-tiles/merkle-proof-vectors/{kind}"), "*.json", SearchOption.AllDirectories)
            .Select(file => (file, JsonDocument.Parse(File.ReadAllBytes(file)).RootElement))];

    // Some negative vectors state numbers of 64 bits without a sign; none of them is a size that can occur.
    private static long Number(JsonElement vector, string name) => vector.GetProperty(name).TryGetInt64(out var value) ? value : -1;

    private static byte[] Bytes(JsonElement vector, string name) => vector.GetProperty(name).GetBytesFromBase64();

    private static List<byte[]> Proof(JsonElement vector) =>
        vector.GetProperty("proof") is { ValueKind: JsonValueKind.Array } proof ? [.. proof.EnumerateArray().Select(hash => hash.GetBytesFromBase64())] : [];
}
