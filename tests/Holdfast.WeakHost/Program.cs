using Holdfast.WeakHost;

// Each weakness is one file. What it weakens is what the attack of the same line tests (docs/DRILL.md).
switch (args)
{
    case ["open-stolen", var data, var output]:
        OpenStolen.Run(data, output);
        return 0;
    case ["no-limits", "run", var folder, "--stop-with-stdin"]:
        return await WeakKeyholder.Run(folder, NoLimits.Decide, null);
    case ["password-alone", "run", var folder, "--stop-with-stdin"]:
        return await WeakKeyholder.Run(folder, null, grpc => grpc.Interceptors.Add<PasswordAlone>());
    case ["unbound", "run", var folder, "--stop-with-stdin"]:
        return await Unbound.Run(folder);
    case ["own-approval", "run", var folder, "--stop-with-stdin"]:
        return await WeakKeyholder.Run(folder, null, null, approve: OwnApproval.Decide);
    case ["forgets-people", "run", var folder, "--stop-with-stdin"]:
        return await WeakKeyholder.Run(folder, null, grpc => grpc.Interceptors.Add<ForgetsPeople>());
    case ["later-days", "run", var folder, "--stop-with-stdin"]:
        return await WeakKeyholder.Run(folder, null, null, new LaterDays(40));
    case ["release-any", "run", var folder, "--stop-with-stdin"]:
        return await WeakKeyholder.Run(folder, null, grpc => grpc.Interceptors.Add<ReleaseAny>());
    case ["no-chain", "run", var folder, "--stop-with-stdin"]:
        return await NoChain.Run(folder);
    case ["any-token", "run", var folder, "--stop-with-stdin"]:
        return await AnyToken.Run(folder);
    default:
        Console.Error.WriteLine("Holdfast.WeakHost open-stolen DATA OUT | no-limits run FOLDER --stop-with-stdin | release-any run ... | no-chain run ... | any-token run ... | unbound run ... | password-alone run ... | own-approval run ... | forgets-people run ... | later-days run ...");
        return 2;
}
