namespace NeonFlow.Testing.Engine;

// What people do to a stack without an operation.
public sealed partial class TestEngine
{
    /// <summary>Removes the lock that a killed engine left behind, as <c>pulumi cancel</c> does.</summary>
    public EngineResult Cancel() =>
        Without(
            0,
            _folder.Unlock()
                ? $"The currently running update for '{StackName}' has been canceled!\n"
                : $"Nothing to cancel: no update of '{StackName}' is running, and none that was killed left its lock behind.\n",
            ""
        );

    /// <summary>Has the next update replace a resource, as <c>pulumi state taint</c> does.</summary>
    public EngineResult Taint(Urn urn) => Edit(state => state.Taint(urn, tainted: true), "1 resources tainted\n");

    /// <summary>Takes the mark of <see cref="Taint"/> away, as <c>pulumi state untaint</c> does.</summary>
    public EngineResult Untaint(Urn urn) => Edit(state => state.Taint(urn, tainted: false), "1 resources untainted\n");

    /// <summary>Has every update refuse to delete a resource, as <c>pulumi state protect</c> does.</summary>
    public EngineResult Protect(Urn urn) => Edit(state => state.Protect(urn, isProtected: true), "1 resources protected\n");

    /// <summary>Takes the protection of a resource away, as <c>pulumi state unprotect</c> does.</summary>
    public EngineResult Unprotect(Urn urn) => Edit(state => state.Protect(urn, isProtected: false), "1 resources unprotected\n");

    /// <summary>Gives a resource of the saved state another name, as <c>pulumi state rename</c> does.</summary>
    public EngineResult RenameResource(Urn urn, string name) => Edit(state => state.Rename(urn, name), "Resource renamed\n");

    /// <summary>Forgets a resource without a word to its provider, as <c>pulumi state delete</c> does.</summary>
    public EngineResult DeleteResource(Urn urn) => Edit(state => state.Delete(urn), "Resource deleted\n");

    /// <summary>Moves resources with their children into another stack, as <c>pulumi state move</c> does.</summary>
    public EngineResult MoveResources(TestEngine destination, params IReadOnlyList<Urn> urns)
    {
        ArgumentNullException.ThrowIfNull(destination);
        return Edit(
            state =>
            {
                using var held = destination._folder.Lock();
                var arrived = destination._folder.Load(destination._options.Passphrase);
                state.Move(arrived, destination.Project, destination.StackName, urns);
                state.Verify();
                arrived.Verify();
                // First where they arrive: whatever happens, a state has them.
                destination._folder.Save(arrived);
            },
            $"Successfully moved resources from {FullName} to {destination.FullName}\n"
        );
    }

    /// <summary>Gives the stack another name, with its state and its config file, as <c>pulumi stack rename</c> does.</summary>
    public EngineResult RenameStack(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var (from, next) = (StackName, new StateFolder(_options.StateDirectory, Project, name, Abilities));
        if (File.Exists(next.StateFile))
        {
            return Without(1, "", $"error: a stack named {name} already exists\n");
        }

        using (_folder.Lock())
        {
            var state = _folder.Load(_options.Passphrase);
            state.RenameStack(from, name);
            next.Save(state);
            _folder.Remove();
        }

        _project?.RenameStackConfig(from, name);
        (_folder, StackName) = (next, name);
        return Without(0, $"Renamed {from} to {name}\n", "");
    }

    /// <summary>Gives the stack up with its state and its config file, as <c>pulumi stack rm</c> does.</summary>
    /// <param name="force">Also where it still has resources, which then stay where they are. Default: false.</param>
    public EngineResult RemoveStack(bool force = false)
    {
        if (!File.Exists(_folder.StateFile))
        {
            return Without(1, "", $"error: no stack named '{StackName}' found\n");
        }

        using (_folder.Lock())
        {
            if (!force && _folder.Load(_options.Passphrase).Resources.Count > 0)
            {
                return Without(
                    1,
                    "",
                    _options.Commands.In(
                        $"error: '{StackName}' still has resources; removal rejected.\n"
                            + "To delete them, run `pulumi destroy`; to give the stack up and leave them, `pulumi stack rm --force`.\n"
                    )
                );
            }

            _folder.Remove();
        }

        if (_project is not null)
        {
            File.Delete(_project.ConfigOf(StackName).Path);
        }

        return Without(0, $"Stack '{StackName}' has been removed!\n", "");
    }

    private string FullName => $"organization/{Project}/{StackName}";

    /// <summary>Changes the saved state without an operation; what is refused is printed as the CLI does.</summary>
    private EngineResult Edit(Action<StackState> change, string text)
    {
        try
        {
            using var held = _folder.Lock();
            var state = _folder.Load(_options.Passphrase);
            change(state);
            state.Verify();
            _folder.Save(state);
            return Without(0, text, "");
        }
        catch (EngineException refused)
        {
            return Without(1, "", $"error: {_options.Commands.In(refused.Message)}\n");
        }
    }

    /// <summary>A result without an operation.</summary>
    private EngineResult Without(int exitCode, string text, string errorText)
    {
        _options.Output?.Write(text);
        return new()
        {
            ExitCode = exitCode,
            Steps = [],
            Changes = new Dictionary<StepOp, int>(),
            Diagnostics = [],
            Outputs = PropertyMap.Empty,
            Resources = Resources(),
            Text = text,
            ErrorText = errorText,
        };
    }
}
