using TokenAwareBalancer.Configuration.Binding;
using TokenAwareBalancer.Configuration.Reading;
using TokenAwareBalancer.Configuration.Values;

namespace TokenAwareBalancer.Configuration.Validating;

/// <summary>
/// The rules between settings. A rule is silent where a setting it looks at already has an error: it would
/// compare with a default that nobody wrote.
/// </summary>
internal sealed class BalancerOptionsValidator(BalancerOptions options, BindingContext context)
{
    private static readonly SettingPath Listen = SettingPath.Root["listen"];
    private static readonly SettingPath AdminListen = SettingPath.Root["admin"]["listen"];
    private static readonly SettingPath Backends = SettingPath.Root["backends"];
    private static readonly SettingPath Models = SettingPath.Root["models"];
    private static readonly SettingPath FirstToken = SettingPath.Root["timeouts"]["firstToken"];
    private static readonly SettingPath Total = SettingPath.Root["timeouts"]["total"];
    private static readonly SettingPath Body = SettingPath.Root["limits"]["body"];
    private static readonly SettingPath BufferedBytes = SettingPath.Root["limits"]["bufferedBytes"];

    public void Validate()
    {
        ValidateAddresses();
        new PortsValidator(options, context).Validate();
        new ClientsValidator(options, context).Validate();
        // Before the backends, whose repeated models are no reason to doubt which models there are.
        ValidateModels();
        new TokenizersValidator(options, context).Validate();
        if (IsWhole(Backends, options.Backends.Count))
            ValidateBackends();
        new DiscoveryValidator(context).Validate(options.Discovery);
        ValidateTimeouts();
        ValidateMemory();
    }

    private void ValidateAddresses()
    {
        if (!IsWhole(Listen, options.Listen.Count) || !IsWhole(AdminListen, options.Admin.Listen.Count))
            return;
        var addresses = Addresses(Listen, options.Listen)
            .Concat(Addresses(AdminListen, options.Admin.Listen))
            .ToArray();
        for (var index = 1; index < addresses.Length; index++)
            if (Array.Find(addresses[..index], addresses[index].Overlaps) is { } earlier)
                ReportOverlap(earlier, addresses[index]);
    }

    // At the admin address when it was written, else at the data address that took the admin port's default.
    private void ReportOverlap(WrittenAddress earlier, WrittenAddress later)
    {
        var (at, other) = context.IsWritten(later.Path) ? (later, earlier) : (earlier, later);
        if (context.IsWritten(at.Path))
            Fail(at.Path, at.Address.Text, $"is also opened by {other}", "another port");
    }

    private IEnumerable<WrittenAddress> Addresses(SettingPath path, IReadOnlyList<ListenerOptions> ports) =>
        ports.Select((port, index) =>
            new WrittenAddress((context.IsWritten(path[index]) ? path[index] : path)["address"], port.Address));

    private void ValidateBackends()
    {
        ReportRepeated(options.Backends.Select(backend => backend.Name), index => Backends[index]["name"]);
        for (var index = 0; index < options.Backends.Count; index++)
        {
            ValidateBackendModels(options.Backends[index].Models ?? [], Backends[index]["models"]);
            ValidateBackendUrl(options.Backends[index].Url, Backends[index]["url"]);
            new BackendTlsValidator(context).Validate(options.Backends[index], Backends[index]);
            new DiscoveryValidator(context).Validate(options.Backends[index], Backends[index]);
        }
    }

    // A balancer that is its own backend passes one request on to itself until it has no descriptors left.
    private void ValidateBackendUrl(Uri? url, SettingPath path)
    {
        if (url is not { IsLoopback: true } || context.HasErrorAt(path))
            return;
        var own = options.Listen.Concat(options.Admin.Listen).Select(port => port.Address.Port);
        if (own.Contains(url.Port))
            Fail(path, url.AbsoluteUri, "is this balancer's own address", "the address of an engine");
    }

    private void ValidateBackendModels(IReadOnlyList<BackendModelOptions> models, SettingPath path)
    {
        if (IsWhole(path, models.Count))
            ReportRepeated(models.Select(model => model.Name), index => path[index]["name"]);
    }

    private void ReportRepeated(IEnumerable<string> names, Func<int, SettingPath> pathOf)
    {
        var firsts = new Dictionary<string, int>();
        foreach (var (index, name) in names.Index())
            if (name.Length > 0 && !firsts.TryAdd(name, index))
                Fail(pathOf(index), name, $"repeats {pathOf(firsts[name]).Text}", "another name");
    }

    private void ValidateModels()
    {
        // A backend without a list, or with one that could not be read, may serve anything.
        if (!AllBackendsListModels())
            return;
        var served = options.Backends
            .SelectMany(backend => backend.Models!)
            .Select(model => model.Name)
            .Distinct()
            .ToArray();
        foreach (var name in options.Models.Keys.Except(served))
        {
            var problem = "is served by no backend" + NearestName.Hint(name, served);
            Fail(Models[name], null, problem, NearestName.OneOf(served));
        }
    }

    private bool AllBackendsListModels() =>
        options.Backends.Count > 0
        && IsWhole(Backends, options.Backends.Count)
        && options.Backends.Index().All(backend =>
            backend.Item.Models is not null && !context.HasErrorAt(Backends[backend.Index]["models"]));

    private void ValidateTimeouts()
    {
        if (options.Timeouts.Total >= options.Timeouts.FirstToken
            || context.HasErrorAt(Total) || context.HasErrorAt(FirstToken))
            return;
        var total = DurationText.Write(options.Timeouts.Total);
        var firstToken = DurationText.Write(options.Timeouts.FirstToken);
        if (context.IsWritten(Total))
            Fail(Total, total, $"is shorter than {FirstToken.Text} ({firstToken})", $"{firstToken} or more");
        else
            Fail(FirstToken, firstToken, $"is longer than {Total.Text} ({total})", $"{total} or less");
    }

    // A body that can never have room would be asked for again and again.
    private void ValidateMemory()
    {
        var needed = LimitOptions.ArraysPerBody * options.Limits.Body;
        if (options.Limits.BufferedBytes is not { } bytes || bytes >= needed || context.HasErrorAt(Body))
            return;
        Fail(BufferedBytes, ByteSizeText.Write(bytes),
            $"is less than {LimitOptions.ArraysPerBody} times {Body.Text} ({ByteSizeText.Write(options.Limits.Body)}), "
            + "which one body may take as it grows", $"{ByteSizeText.Write(needed)} or more");
    }

    // An item that could not be bound is not in the options: then the others' indexes are not the file's.
    private bool IsWhole(SettingPath list, int items) => !context.IsWritten(list[items]);

    private void Fail(SettingPath path, string? value, string problem, string expected) =>
        context.Errors.Add(context.OriginOf(path).Error(path, value, problem, expected));

    /// <summary>An address and the setting it is from.</summary>
    private sealed record WrittenAddress(SettingPath Path, ListenAddress Address)
    {
        public bool Overlaps(WrittenAddress other) => Address.Overlaps(other.Address);

        public override string ToString() => $"{Path.Text} ({Address.Text})";
    }
}
