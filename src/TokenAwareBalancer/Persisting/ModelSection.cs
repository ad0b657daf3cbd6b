using System.Text;
using System.Text.Json;
using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Health;
using TokenAwareBalancer.Learning.Snapshots;
using TokenAwareBalancer.Tokenizing;

namespace TokenAwareBalancer.Persisting;

/// <summary>What is known of models: bytes per token, how engines count their prompts, how long their answers are.</summary>
internal sealed class ModelSection(AdmissionGate gate, WallClock clock) : ILearnedSection
{
    public string Name => "models";

    public int Version => 1;

    public JsonElement Capture() => JsonSerializer.SerializeToElement(
        gate.Fleet.AllModels.Where(model => model.Beliefs.HasLearned)
            .OrderBy(model => model.Name, StringComparer.Ordinal)
            .ToDictionary(model => model.Name, model => model.Beliefs.Capture(FingerprintOf(model))),
        LearnedJson.Options);

    public IReadOnlyList<string> Restore(JsonElement learned, TimeSpan age)
    {
        var saved = LearnedJson.Read<Dictionary<string, ModelSnapshot>>(learned);
        var fleet = gate.Fleet;
        var found = saved.Select(one => (one.Key, one.Value, Model: fleet.FindModel(Encoding.UTF8.GetBytes(one.Key))))
            .ToArray();
        if (found.Length > 0 && found.All(one => one.Model is null))
            throw new InvalidDataException($"they are of other models than are served here: {Join(saved.Keys)}");
        foreach (var (name, snapshot, model) in found)
        {
            if (model is not null)
                Restore(name, snapshot, model, age);
        }

        return [.. NotesOf(found)];
    }

    private void Restore(string name, ModelSnapshot snapshot, ServedModel model, TimeSpan age)
    {
        try
        {
            model.Beliefs.Restore(snapshot, FingerprintOf(model), age.TotalSeconds, clock.NowSeconds);
            model.Beliefs.KeepBackends(gate.Fleet.Backends.Select(backend => backend.Name).ToHashSet(StringComparer.Ordinal));
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException($"of {name}, {exception.Message}", exception);
        }
    }

    private static IEnumerable<string> NotesOf((string Name, ModelSnapshot Saved, ServedModel? Model)[] found)
    {
        var gone = found.Where(one => one.Model is null).Select(one => one.Name).ToArray();
        if (gone.Length > 0)
            yield return $"what was learned of models that are not served any more is dropped: {Join(gone)}";
        var recounted = found.Where(one => one is { Model: { } model, Saved: { Drift: not null } saved }
            && FingerprintOf(model) != saved.Tokenizer).Select(one => one.Name).ToArray();
        if (recounted.Length > 0)
            yield return "how engines count is learned anew for models that have another tokenizer now: "
                + Join(recounted);
    }

    private static string? FingerprintOf(ServedModel model) =>
        model.TokenCounter is { } counter ? TokenizerFingerprint.Of(counter) : null;

    private static string Join(IReadOnlyCollection<string> names) =>
        string.Join(", ", names.Take(10)) + (names.Count > 10 ? $" and {names.Count - 10} more" : "");
}
