namespace TokenAwareBalancer.Tokenizing.Files.Patterns;

/// <summary>Turns a regular expression into steps.</summary>
internal sealed class PatternCompiler
{
    private const int MostSteps = 2000;

    private readonly List<PatternStep> _steps = [];

    // Within a look ahead or what is matched once, where no note is taken of what has failed before.
    private int _isolation;

    public static PatternStep[] Compile(PatternNode node)
    {
        var compiler = new PatternCompiler();
        compiler.Add(node);
        compiler.Emit(new PatternStep(PatternStepKind.Accept));
        return [.. compiler._steps];
    }

    private void Add(PatternNode node)
    {
        switch (node)
        {
            case PatternNode.One one:
                Emit(new PatternStep(PatternStepKind.Take, one.Set));
                break;
            case PatternNode.Sequence sequence:
                foreach (var part in sequence.Parts)
                    Add(part);
                break;
            case PatternNode.Choice choice:
                AddChoice(choice.Choices);
                break;
            case PatternNode.Repeat { Greed: Greed.Possessive } repeat when repeat.Part is not PatternNode.One:
                AddIsolated(PatternStepKind.Once, repeat with { Greed = Greed.Greedy }, negated: false);
                break;
            case PatternNode.Repeat repeat:
                AddRepeat(repeat);
                break;
            case PatternNode.Atomic atomic:
                AddIsolated(PatternStepKind.Once, atomic.Part, negated: false);
                break;
            case PatternNode.Ahead ahead:
                AddIsolated(PatternStepKind.Look, ahead.Part, ahead.Negated);
                break;
            case PatternNode.Behind behind:
                Emit(new PatternStep(PatternStepKind.LookBehind, behind.Set, Negated: behind.Negated));
                break;
            case PatternNode.At at:
                Emit(new PatternStep(PatternStepKind.Be, Place: at.Place));
                break;
        }
    }

    private void AddChoice(IReadOnlyList<PatternNode> choices)
    {
        var ends = new List<int>();
        for (var i = 0; i < choices.Count - 1; i++)
        {
            var attempt = Emit(new PatternStep(PatternStepKind.Try));
            Add(choices[i]);
            ends.Add(Emit(new PatternStep(PatternStepKind.Go)));
            _steps[attempt] = new PatternStep(PatternStepKind.Try, Next: attempt + 1, Other: _steps.Count);
        }

        Add(choices[^1]);
        foreach (var end in ends)
            _steps[end] = new PatternStep(PatternStepKind.Go, Next: _steps.Count);
    }

    private void AddIsolated(PatternStepKind kind, PatternNode part, bool negated)
    {
        var start = Emit(new PatternStep(kind));
        _isolation++;
        Add(part);
        _isolation--;
        Emit(new PatternStep(PatternStepKind.Accept));
        _steps[start] = new PatternStep(kind, Next: _steps.Count, Negated: negated);
    }

    private void AddRepeat(PatternNode.Repeat repeat)
    {
        for (var i = 0; i < repeat.Least; i++)
            Add(repeat.Part);
        var more = repeat.Most == int.MaxValue ? int.MaxValue : repeat.Most - repeat.Least;
        if (more == 0)
            return;
        if (repeat.Part is PatternNode.One one && repeat.Greed != Greed.Lazy)
        {
            var kind = repeat.Greed == Greed.Greedy ? PatternStepKind.TakeMany : PatternStepKind.TakeAll;
            Emit(new PatternStep(kind, one.Set, Most: more));
            return;
        }

        if (_isolation > 0 && more > 1)
            throw new PatternException("repeats a group within (?=, (?!, (?> or a possessive repetition");
        if (more == int.MaxValue)
            AddLoop(repeat);
        else
            AddOptional(repeat, more);
    }

    private void AddLoop(PatternNode.Repeat repeat)
    {
        var start = Emit(new PatternStep(PatternStepKind.Try));
        Add(repeat.Part);
        Emit(new PatternStep(PatternStepKind.Go, Next: start));
        _steps[start] = Attempt(repeat, start + 1, _steps.Count);
    }

    private void AddOptional(PatternNode.Repeat repeat, int times)
    {
        var starts = new List<int>();
        for (var i = 0; i < times; i++)
        {
            starts.Add(Emit(new PatternStep(PatternStepKind.Try)));
            Add(repeat.Part);
        }

        foreach (var start in starts)
            _steps[start] = Attempt(repeat, start + 1, _steps.Count);
    }

    private static PatternStep Attempt(PatternNode.Repeat repeat, int inside, int outside) =>
        repeat.Greed == Greed.Lazy
            ? new PatternStep(PatternStepKind.Try, Next: outside, Other: inside)
            : new PatternStep(PatternStepKind.Try, Next: inside, Other: outside);

    private int Emit(PatternStep step)
    {
        if (_steps.Count == MostSteps)
            throw new PatternException($"is too long: it takes more than {MostSteps} steps");
        _steps.Add(step);
        return _steps.Count - 1;
    }
}
