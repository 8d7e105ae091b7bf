using System.Reflection;
using System.Security.Cryptography;

namespace Holdfast.Tests.Wire;

/// <summary>
/// One AesGcm object used by two threads repeats keystream on Linux (measured: docs/decisions). So none is ever kept: no
/// field of any type of ours holds one, in whatever wrapping, static, captured by a lambda or kept across an await.
/// </summary>
public class NoSharedAesGcmTests
{
    private static readonly Type[] Unshareable = [typeof(AesGcm), typeof(ChaCha20Poly1305)];

    private sealed class Offender
    {
        public static readonly Lazy<AesGcm?[]> Kept = new(() => []);
    }

    [Fact]
    public void No_object_that_threads_must_not_share_is_kept_in_a_field()
    {
        var assemblies = System.IO.Directory.GetFiles(AppContext.BaseDirectory, "Holdfast.*.dll").Where(p => !Path.GetFileName(p).StartsWith("Holdfast.Tests", StringComparison.Ordinal)).Select(Assembly.LoadFrom).ToList();
        Assert.Contains(assemblies, a => a.GetName().Name == "Holdfast.Wire");
        Assert.Contains(assemblies, a => a.GetName().Name == "Holdfast.Keyholder");
        Assert.Empty(assemblies.SelectMany(a => a.GetTypes()).SelectMany(Kept));
    }

    [Fact]
    public void The_search_finds_one_however_it_is_wrapped() => Assert.NotEmpty(Kept(typeof(Offender)));

    private static IEnumerable<string> Kept(Type type) =>
        type.GetFields(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            .Where(f => Holds(f.FieldType)).Select(f => $"{type}.{f.Name}");

    private static bool Holds(Type type) =>
        Unshareable.Contains(type) || (type.HasElementType && Holds(type.GetElementType()!)) || type.GetGenericArguments().Any(Holds);
}
