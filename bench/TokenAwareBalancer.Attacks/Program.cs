using System.CommandLine;
using System.Globalization;
using TokenAwareBalancer.Attacks;

var seconds = new Option<int>("--seconds")
{
    Description = "How long honest clients are measured before, and during, each attack.",
    DefaultValueFactory = _ => 8,
};
var only = new Option<string?>("--only") { Description = $"One of: {string.Join(", ", Attackers.Names)}." };
only.AcceptOnlyFromAmong([.. Attackers.Names]);
var command = new RootCommand(
    "Measures what honest clients notice of attacks: starts a simulated engine, a balancer and attackers as processes, "
    + "and ends with 1 when an attack slows others by more than the bar, fails one of them, or leaves something behind.");
command.Options.Add(seconds);
command.Options.Add(only);
command.SetAction((result, cancellationToken) => AttackRun.RunAsync(
    result.GetValue(only) is { } name ? [name] : Attackers.Names,
    TimeSpan.FromSeconds(result.GetValue(seconds)),
    cancellationToken));

// What it starts itself, as a process: the attacker.
return args is ["attack", var attack, var http1, var http2, var admin, var time]
    ? await Attackers.RunAsync(
        attack, new(new(http1), new(http2), new(admin)),
        TimeSpan.FromSeconds(double.Parse(time, CultureInfo.InvariantCulture)))
    : await command.Parse(args).InvokeAsync();
