using Holdfast.Bench;
using Holdfast.Bench.Fhir;

// What is fast, and how that is shown. Build with -c Release; numbers of a busy or debug machine say nothing.
switch (args)
{
    case ["ledger", .. var rest]:
        await LedgerBench.Run(rest.Length > 0 ? rest[0] : Path.GetTempPath());
        return 0;
    case ["open", .. var rest]:
        await OpenBench.Run(rest.Length > 0 ? rest[0] : Path.GetTempPath());
        return 0;
    case ["read", .. var rest]:
        await ReadBench.Run(rest.Length > 0 ? rest[0] : Path.GetTempPath());
        return 0;
    case ["search"]:
        SearchBench.Run();
        return 0;
    case ["find"]:
        FindBench.Run();
        return 0;
    case ["fhir", .. var rest]:
        return await FhirBench.Run(rest);
    case ["fhir-parts"]:
        PartsBench.Run();
        return 0;
    case ["bare-host", var address, var store]:
        await BareHost.Run(address, store);
        return 0;
    case ["plain-host", var address, var store, var id, var token]:
        await PlainHost.Run(address, store, id, token);
        return 0;
    default:
        Console.Error.WriteLine("Usage: dotnet run -c Release --project bench/Holdfast.Bench -- ledger|open|read|search|find|fhir|fhir-parts [FOLDER ON THE DISK TO MEASURE]");
        return 2;
}
