using System.Text;
using Holdfast.Keyholder.People.Passwords;

namespace Holdfast.Tests.Keyholder.People.Passwords;

public class PasswordHashingTests
{
    [Fact]
    public async Task The_hash_is_Argon2id_of_19_MiB_and_two_passes_and_a_flood_is_refused()
    {
        using var hashing = new PasswordHashing(mostWaiting: 1);
        var salt = Encoding.ASCII.GetBytes("holdfast-vector1");

        var flood = Enumerable.Range(0, 6).Select(_ => hashing.Verifier(Encoding.UTF8.GetBytes("tin otter"), salt)).ToList();
        var done = await Task.WhenAll(flood);

        Assert.Contains(null, done);
        // Computed with Konscious.Security.Cryptography.Argon2 1.3.1, which shares no code with libsodium.
        Assert.Equal("7918957f0993be667697171f7c5c77e9220bdc9af09d379a5353c194f231db4e", Convert.ToHexStringLower(done[0]!));
        Assert.NotNull(await hashing.Verifier(Encoding.UTF8.GetBytes("tin otter"), salt)); // and it is over
    }
}
