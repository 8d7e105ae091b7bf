return await Holdfast.Keyholder.Running.Verbs.Run(args);
