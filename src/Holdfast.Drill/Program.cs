using Holdfast.Drill;
using Holdfast.Drill.Cohort;

// The attacks, and the demo provider's people. Never installed beside a keyholder.
const string usage = "Usage: Holdfast.Drill cohort OUTDIR | seed DATA | check DATA | attack [N...]   (docs/DRILL.md)";
try
{
    var arguments = new Arguments(args.Skip(1));
    return args.FirstOrDefault() switch
    {
        "cohort" => CohortVerb.Run(arguments),
        _ => throw new UsageException(usage),
    };
}
catch (UsageException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}
