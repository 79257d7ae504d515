using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Engine;

internal sealed partial class Dispatcher
{
    /// <summary>
    /// Refusals of credentials that are new: once they are saved, what cannot be looked at with them keeps its state, and nothing is an
    /// error any more.
    /// </summary>
    /// <param name="olds">Inputs as they were saved.</param>
    /// <param name="news">Checked inputs.</param>
    public async Task<IReadOnlyList<InputFailure>> TryCredentialsAsync(PropertyValue.Map olds, PropertyValue.Map news)
    {
        var (saved, settings) = (Settings(olds), new Dictionary<string, PropertyValue>(Settings(news).Entries, StringComparer.Ordinal));
        var changed = ShapeInfo
            .Of<Settings>()
            .Properties.Where(static p => p.Value.HoldsSecrets)
            .Select(static p => p.Name)
            .Where(name =>
                settings.GetValueOrDefault(name)?.Plain is PropertyValue.Text { Value.Length: > 0 } now
                && !(saved[name]?.Plain is PropertyValue.Text before && before.Value == now.Value)
            )
            .ToList();
        if (changed.Count == 0)
        {
            return [];
        }

        FillFromEnvironment(settings);
        var map = SecretMarks.Add(ShapeInfo.Of<Settings>(), new(settings));
        var refused = await new UpstreamClients(ShapeCodec.Decode<Settings>(map, DecodeMode.Settings).Value)
            .RefusedAsync(changed, _runner.Stopping)
            .ConfigureAwait(false);
        return InputFailure.All(ShapeInfo.Of<Settings>(), SettingFixes.For(refused, news), map, Redactor);
    }
}
