using System.Collections.Frozen;
using Hl7.Fhir.FhirPath;
using Hl7.Fhir.Model;
using Hl7.FhirPath;
using Hl7.FhirPath.Expressions;
using Holdfast.Records.Fhir;

namespace Holdfast.Records.Validation;

/// <summary>A condition that every element of one kind must meet. Its expression is compiled when it is first needed, once.</summary>
/// <param name="Context">What it is a condition of: a type, or a path such as <c>Patient.contact</c>.</param>
/// <param name="Key">HL7's name for it, such as <c>pat-1</c>.</param>
/// <param name="Human">The condition in words; says what is needed, so it names the mend.</param>
internal sealed record Invariant(string Context, string Key, string Expression, string Human)
{
    private static readonly FhirPathCompiler Compiler = new(new SymbolTable(FhirPathCompiler.DefaultSymbolTable).AddFhirExtensions());
    private readonly Lazy<CompiledExpression> _compiled = new(() => Compiler.Compile(Expression));

    /// <summary>FHIR R4's own, by context.</summary>
    public static FrozenDictionary<string, Invariant[]> OfR4 { get; } =
        ReadTable().GroupBy(i => i.Context, StringComparer.Ordinal).ToFrozenDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);

    /// <summary>An expression that comes to nothing holds, as in HL7's and Firely's validators.</summary>
    public bool Holds(PocoNode element, FhirEvaluationContext context) => _compiled.Value.Predicate(element, context);

    public FhirIssue Issue(PocoNode element) => new("invariant", $"{Human.TrimEnd('.')} ({Key}). Mend the element, or leave it out.", element.GetLocation());

    private static List<Invariant> ReadTable()
    {
        using var table = new StreamReader(typeof(Invariant).Assembly.GetManifestResourceStream("r4-invariants.tsv")!);
        var invariants = new List<Invariant>();
        while (table.ReadLine() is { } line)
            if (!line.StartsWith('#') && line.Split('\t') is [var context, var key, var expression, var human])
                invariants.Add(new Invariant(context, key, expression, human));
        return invariants;
    }
}
