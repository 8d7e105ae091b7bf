using System.Reflection;
using System.Runtime.Loader;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace Holdfast.Mutate;

/// <summary>
/// One load of the mutated keyholder and of its tests, side by side with nothing else's. Tests are run by hand, one row
/// after the other: a runner's own start would cost a hundred times what a table of cases does.
/// </summary>
internal sealed class Trial
{
    private sealed class Context(string binaries, byte[] keyholder) : AssemblyLoadContext(isCollectible: true)
    {
        private Assembly? _keyholder;

        protected override Assembly? Load(AssemblyName name) => name.Name switch
        {
            "Holdfast.Keyholder" => _keyholder ??= LoadFromStream(new MemoryStream(keyholder)),
            "Holdfast.Tests" => LoadFromAssemblyPath(Path.Combine(binaries, "Holdfast.Tests.dll")),
            _ => null,
        };
    }

    private readonly Type _switch;

    public Trial(string binaries, byte[] keyholder, int mutants, Func<Type, bool> chosen)
    {
        var context = new Context(binaries, keyholder);
        _switch = context.LoadFromAssemblyName(new AssemblyName("Holdfast.Keyholder")).GetType("Holdfast.Mutants", throwOnError: true)!;
        Field("Reached").SetValue(null, new bool[mutants]);
        Classes = [.. context.LoadFromAssemblyName(new AssemblyName("Holdfast.Tests")).GetTypes().Where(type => !type.IsAbstract && chosen(type))];
    }

    public IReadOnlyList<Type> Classes { get; }

    public bool[] Reached => (bool[])Field("Reached").GetValue(null)!;

    public int Calls => (int)Field("Calls").GetValue(null)!;

    public IEnumerable<MethodInfo> Tests => Classes.SelectMany(type => type.GetMethods()).Where(method => method.GetCustomAttributes().Any(one => one is IFactAttribute));

    /// <summary>Null when the test passes with this mutant (-1: none), in every row.</summary>
    public Exception? Run(MethodInfo test, int mutant)
    {
        Field("Active").SetValue(null, mutant);
        Field("Calls").SetValue(null, 0);
        try
        {
            foreach (var row in Rows(test))
            {
                var instance = test.IsStatic ? null : Activator.CreateInstance(test.DeclaringType!);
                if (test.Invoke(instance, row) is Task task) task.GetAwaiter().GetResult();
                (instance as IDisposable)?.Dispose();
            }

            return null;
        }
        catch (Exception failure)
        {
            while (failure is TargetInvocationException or TypeInitializationException && failure.InnerException is { } inner) failure = inner;
            return failure;
        }
        finally
        {
            Field("Active").SetValue(null, -1);
        }
    }

    private static IEnumerable<object?[]> Rows(MethodInfo test)
    {
        var sources = test.GetCustomAttributes().OfType<IDataAttribute>().ToList();
        if (sources.Count == 0) return [[]];
        var rows = sources.SelectMany(source => source is MemberDataAttribute member ? Members(test, member.MemberName) : source.GetData(test, new DisposalTracker()).AsTask().GetAwaiter().GetResult());
        return rows.Select(row => row.GetData()).Select(row => row.Concat(test.GetParameters().Skip(row.Length).Select(missing => missing.DefaultValue)).ToArray());
    }

    /// <summary>Read here: outside a running framework the attribute itself comes back without a row.</summary>
    private static IEnumerable<ITheoryDataRow> Members(MethodInfo test, string name) =>
        (IEnumerable<ITheoryDataRow>)test.DeclaringType!.GetProperty(name, BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;

    private FieldInfo Field(string name) => _switch.GetField(name)!;
}
