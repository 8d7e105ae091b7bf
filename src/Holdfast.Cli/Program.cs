using System.CommandLine;
using System.CommandLine.Help;
using Holdfast.Cli;
using Holdfast.Cli.Demo;
using Holdfast.Cli.Installation;
using Holdfast.Cli.Running;

// The program `holdfast`. It opens no store: a verb that touches a role's store runs that role's program.
var root = new Command("holdfast", "Holdfast keeps a home-care provider's charts so that a theft of records gets nothing worth taking.")
{
    InitVerb.Command(),
    UpVerb.Command(),
    StatusVerb.Command(),
    ImportVerb.Command(),
    VerifyVerb.Command(),
    DemoVerb.Command(),
    DrillVerb.Command(),
    new HelpOption { Recursive = true },
    new VersionOption(),
};

try
{
    // Roles take a moment to stop in order: the keyholder last.
    var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromMinutes(2) };
    return await root.Parse(args).InvokeAsync(invocation);
}
catch (PlainFailure failure)
{
    Console.Error.WriteLine(failure.Message);
    return failure.ExitCode;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("Stopped.");
    return 130;
}
