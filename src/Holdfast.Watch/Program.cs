return await Holdfast.Watch.Verbs.Run(args);
