using System.Diagnostics;
using System.Globalization;

namespace NeonFlow.Benchmarks;

/// <summary>Memory of a process as Linux counts it, in MB.</summary>
internal sealed record Memory(double Resident, double Proportional, double PrivateDirty)
{
    public static Memory Of(Process process)
    {
        var lines = File.ReadAllLines($"/proc/{process.Id}/smaps_rollup");
        return new(Field("Rss"), Field("Pss"), Field("Private_Dirty"));

        double Field(string name)
        {
            var line = lines.First(l => l.StartsWith(name + ":", StringComparison.Ordinal));
            return Start.Megabytes(
                long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024
            );
        }
    }
}
