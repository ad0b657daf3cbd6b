using TokenAwareBalancer.Configuration.Binding;
using TokenAwareBalancer.Configuration.Reading;

namespace TokenAwareBalancer.Configuration.Validating;

/// <summary>The rules of who may call: keys and origins.</summary>
internal sealed class ClientsValidator(BalancerOptions options, BindingContext context)
{
    private static readonly SettingPath Keys = SettingPath.Root["keys"];
    private static readonly SettingPath Origins = SettingPath.Root["cors"]["origins"];
    private static readonly SettingPath Credentials = SettingPath.Root["cors"]["credentials"];
    private static readonly SettingPath ForwardClientAuthorization = SettingPath.Root["forwardClientAuthorization"];

    public void Validate()
    {
        ReportRepeated("name", key => key.Name);
        ReportRepeated("hash", key => key.Hash.ToLowerInvariant());
        if (options.Keys.Count > 0 && options.ForwardClientAuthorization)
            Fail(ForwardClientAuthorization, "true",
                "would send the clients' keys for this balancer on to the backends", "false, or no keys");
        if (options.Cors is { AllowsAny: true } cors)
            ValidateAnyOrigin(cors);
    }

    // A key that was copied would be two clients in one: whose requests they are could not be told.
    private void ReportRepeated(string setting, Func<ClientKeyOptions, string> valueOf)
    {
        var firsts = new Dictionary<string, int>();
        foreach (var (index, key) in options.Keys.Index())
        {
            var path = Keys[index][setting];
            if (context.IsWritten(path) && !context.HasErrorAt(path) && !firsts.TryAdd(valueOf(key), index))
                Fail(path, null, $"repeats {Keys[firsts[valueOf(key)]][setting].Text}", $"another {setting}");
        }
    }

    private void ValidateAnyOrigin(CrossOriginOptions cors)
    {
        if (cors.Origins.Count > 1)
            Fail(Origins, null, "has * beside other origins", "* alone, or the other origins alone");
        // Any page could act as its visitor: browsers refuse it too.
        if (cors.Credentials)
            Fail(Credentials, "true", "cannot be combined with the origin *", "false, or a list of origins");
    }

    private void Fail(SettingPath path, string? value, string problem, string expected) =>
        context.Errors.Add(context.OriginOf(path).Error(path, value, problem, expected));
}
