using Holdfast.Drill;
using Holdfast.Drill.Attacks;
using Holdfast.Drill.Check;
using Holdfast.Drill.Clients;
using Holdfast.Drill.Cohort;
using Holdfast.Drill.Installations;
using Holdfast.Drill.Seed;
using Holdfast.Wire.Connections;

// The attacks, and the demo provider's people. Never installed beside a keyholder.
const string usage = "Usage: Holdfast.Drill cohort OUTDIR | seed DATA | check DATA | attack [N...]   (docs/DRILL.md)";
try
{
    var arguments = new Arguments(args.Skip(1));
    return args.FirstOrDefault() switch
    {
        "cohort" => CohortVerb.Run(arguments),
        "seed" => await SeedVerb.Run(arguments),
        "check" => await CheckVerb.Run(arguments),
        "attack" => await AttackVerb.Run(arguments),
        _ => throw new UsageException(usage),
    };
}
catch (Exception e) when (e is UsageException or SettingsException)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}
catch (Exception e) when (e is StepFailedException or UnexpectedAnswerException or DrillException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
catch (Exception e) when (e is IOException or HttpRequestException or Grpc.Core.RpcException or Microsoft.Data.Sqlite.SqliteException)
{
    Console.Error.WriteLine($"The drill could not go on: {e.Message}");
    return 3;
}
