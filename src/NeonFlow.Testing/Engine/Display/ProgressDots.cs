namespace NeonFlow.Testing.Engine.Display;

/// <summary>A line of dots that grows while nothing else is written, so that a log shows that something still runs.</summary>
/// <remarks>In pulumi/pulumi: dotSpinner (sdk/go/common/util/cmdutil/spinner.go).</remarks>
internal sealed class ProgressDots(TextWriter writer, Ink ink, string prefix)
{
    private bool _writing;

    public void Tick()
    {
        writer.Write(ink.Attention(_writing ? "." : prefix + "."));
        _writing = true;
    }

    /// <summary>Ends the line, if one is begun: something else is to be written.</summary>
    public void End()
    {
        if (_writing)
        {
            writer.Write("\n");
            _writing = false;
        }
    }
}
