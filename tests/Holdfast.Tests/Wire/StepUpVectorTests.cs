using System.Security.Cryptography;
using System.Text;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Wire;

/// <summary>docs/vectors/step-up.json.</summary>
public class StepUpVectorTests
{
    [Fact]
    public void What_a_step_up_is_for_has_the_documented_hash()
    {
        foreach (var matter in DocVectors.Read("step-up").GetProperty("matters").EnumerateArray())
            Assert.Equal(matter.GetProperty("hash").GetString(), StepUpHash.Of(matter.GetProperty("purpose").GetString()!, [.. matter.GetProperty("parts").EnumerateArray().Select(part => part.GetString()!)]));
    }

    [Fact]
    public void A_passkey_signs_the_documented_challenge()
    {
        var vector = DocVectors.Read("step-up").GetProperty("challenge");
        var bytes = Encoding.UTF8.GetBytes(vector.GetProperty("statement").GetString()!);

        Assert.Equal(vector.GetProperty("challenge").GetString(), Base64Url.Encode(SHA256.HashData(bytes)));
        Assert.Equal("remove-passkey", StatementJson.Read<StepUpStatement>(bytes)!.Purpose);
    }
}
