using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;
using static Microsoft.CodeAnalysis.CSharp.SyntaxKind;

namespace Holdfast.Mutate;

/// <param name="AtLoad">Sits in a static initialiser, which runs once: it needs a load of its own.</param>
internal sealed record Mutant(int Number, string File, int Line, string Change, bool AtLoad);

/// <summary>
/// Puts every mutant of one file beside its original, behind a switch: <c>a &lt; b</c> becomes
/// <c>(Mutants.On(7) ? a &lt;= b : a &lt; b)</c>. A mutant's copy holds the unchanged parts, because one is on at a time.
/// Left alone: constants that are compiled into the tests, what is thrown, and words for people (text with a space).
/// </summary>
/// <param name="dropped">Mutants that did not compile when they were tried.</param>
internal sealed class Mutator(SemanticModel model, string file, List<Mutant> mutants, HashSet<int> dropped) : CSharpSyntaxRewriter
{
    /// <summary>Marks the nodes of a mutant, by its number.</summary>
    public const string Mark = "mutant";

    private static readonly Dictionary<SyntaxKind, SyntaxKind[]> Operators = new()
    {
        [LessThanExpression] = [LessThanOrEqualExpression, GreaterThanOrEqualExpression],
        [LessThanOrEqualExpression] = [LessThanExpression, GreaterThanExpression],
        [GreaterThanExpression] = [GreaterThanOrEqualExpression, LessThanOrEqualExpression],
        [GreaterThanOrEqualExpression] = [GreaterThanExpression, LessThanExpression],
        [EqualsExpression] = [NotEqualsExpression],
        [NotEqualsExpression] = [EqualsExpression],
        [AddExpression] = [SubtractExpression],
        [SubtractExpression] = [AddExpression],
        [MultiplyExpression] = [DivideExpression],
        [DivideExpression] = [MultiplyExpression],
        [ModuloExpression] = [MultiplyExpression],
    };

    private static readonly Dictionary<string, string> Methods = new() { ["Any"] = "All", ["All"] = "Any", ["Min"] = "Max", ["Max"] = "Min" };

    public override SyntaxNode? VisitAttributeList(AttributeListSyntax node) => node;

    public override SyntaxNode? VisitParameterList(ParameterListSyntax node) => node;

    public override SyntaxNode? VisitThrowStatement(ThrowStatementSyntax node) => node;

    public override SyntaxNode? VisitThrowExpression(ThrowExpressionSyntax node) => node;

    public override SyntaxNode? VisitInterpolatedStringExpression(InterpolatedStringExpressionSyntax node) => node;

    public override SyntaxNode? VisitEnumDeclaration(EnumDeclarationSyntax node) => node;

    public override SyntaxNode? VisitCaseSwitchLabel(CaseSwitchLabelSyntax node) => node;

    public override SyntaxNode? VisitFieldDeclaration(FieldDeclarationSyntax node) => node.Modifiers.Any(ConstKeyword) ? node : base.VisitFieldDeclaration(node);

    public override SyntaxNode? VisitLocalDeclarationStatement(LocalDeclarationStatementSyntax node) => node.IsConst ? node : base.VisitLocalDeclarationStatement(node);

    public override SyntaxNode? VisitIfStatement(IfStatementSyntax node) =>
        node.WithCondition(Condition(node.Condition)).WithStatement((StatementSyntax)Visit(node.Statement)!).WithElse((ElseClauseSyntax?)Visit(node.Else));

    public override SyntaxNode? VisitConditionalExpression(ConditionalExpressionSyntax node) => node.Update(
        Condition(node.Condition), node.QuestionToken, (ExpressionSyntax)Visit(node.WhenTrue)!, node.ColonToken, (ExpressionSyntax)Visit(node.WhenFalse)!);

    public override SyntaxNode? VisitSwitchExpressionArm(SwitchExpressionArmSyntax node)
    {
        var expression = (ExpressionSyntax)Visit(node.Expression)!;
        if (node.Pattern is DiscardPatternSyntax) return node.WithExpression(expression);
        var given = node.WhenClause is { } clause ? (ExpressionSyntax)Visit(clause.Condition)! : null;
        if (Add(node, $"without the case {node.Pattern} {node.WhenClause}") is { } n)
            given = given is null ? Marked(Not(On(n)), n) : Marked(And(Not(On(n)), given), n);
        return node.Update(node.Pattern, given is null ? null : WhenClause(Spaced(WhenKeyword), given), Spaced(EqualsGreaterThanToken), expression);
    }

    public override SyntaxNode? VisitExpressionStatement(ExpressionStatementSyntax node)
    {
        var visited = (StatementSyntax)base.VisitExpressionStatement(node)!;
        if (Declares(node)) return visited;
        if (node.Expression is AssignmentExpressionSyntax { Left: var left }
            && left.DescendantNodesAndSelf().Any(part => model.GetSymbolInfo(part).Symbol is IParameterSymbol { RefKind: RefKind.Out })) return visited;
        return Add(node, $"without {node}") is { } n ? Marked(IfStatement(Not(On(n)), visited), n) : visited;
    }

    public override SyntaxNode? VisitBinaryExpression(BinaryExpressionSyntax node)
    {
        if (node.Kind() is LogicalAndExpression or LogicalOrExpression)
        {
            var (left, right) = (Operand(node, node.Left), Operand(node, node.Right));
            return node.Update(left, node.OperatorToken, right);
        }

        var visited = (ExpressionSyntax)base.VisitBinaryExpression(node)!;
        if (node.IsKind(CoalesceExpression)) return Either(node, visited, [node.Right]);
        return Operators.TryGetValue(node.Kind(), out var others) ? Either(node, visited, others.Select(kind => BinaryExpression(kind, node.Left, node.Right))) : visited;
    }

    public override SyntaxNode? VisitPrefixUnaryExpression(PrefixUnaryExpressionSyntax node)
    {
        var visited = (ExpressionSyntax)base.VisitPrefixUnaryExpression(node)!;
        return node.Kind() is LogicalNotExpression or UnaryMinusExpression && !Declares(node) ? Either(node, visited, [node.Operand]) : visited;
    }

    public override SyntaxNode? VisitIsPatternExpression(IsPatternExpressionSyntax node)
    {
        var visited = node.WithExpression((ExpressionSyntax)Visit(node.Expression)!);
        return Declares(node) ? visited : Either(node, visited, [Not(ParenthesizedExpression(node)), .. Patterns(node.Pattern).Select(node.WithPattern)]);
    }

    public override SyntaxNode? VisitInvocationExpression(InvocationExpressionSyntax node)
    {
        if (node.Expression is IdentifierNameSyntax { Identifier.Text: "nameof" }) return node;
        var visited = (ExpressionSyntax)base.VisitInvocationExpression(node)!;
        return node.Expression is MemberAccessExpressionSyntax { Name: IdentifierNameSyntax name } called && Methods.TryGetValue(name.Identifier.Text, out var other)
            ? Either(node, visited, [node.WithExpression(called.WithName(IdentifierName(other)))])
            : visited;
    }

    public override SyntaxNode? VisitLiteralExpression(LiteralExpressionSyntax node) => node.Kind() switch
    {
        TrueLiteralExpression => Either(node, node, [LiteralExpression(FalseLiteralExpression)]),
        FalseLiteralExpression => Either(node, node, [LiteralExpression(TrueLiteralExpression)]),
        NumericLiteralExpression when node.Token.Value is int number =>
            Either(node, node, (number == 0 ? [1] : (int[])[number - 1, number + 1]).Select(other => LiteralExpression(NumericLiteralExpression, Literal(other)))),
        StringLiteralExpression when !node.Token.ValueText.Contains(' ') =>
            Either(node, node, [LiteralExpression(StringLiteralExpression, Literal(node.Token.ValueText.Length == 0 ? "x" : ""))]),
        CharacterLiteralExpression => Either(node, node, [LiteralExpression(CharacterLiteralExpression, Literal('\u0001'))]),
        _ => node,
    };

    public override SyntaxNode? VisitIdentifierName(IdentifierNameSyntax node) => Next(node) is { } next ? Either(node, node, [next]) : node;

    public override SyntaxNode? VisitMemberAccessExpression(MemberAccessExpressionSyntax node) =>
        Next(node) is { } next ? Either(node, node, [next]) : node.WithExpression((ExpressionSyntax)Visit(node.Expression)!);

    /// <summary>One of our own enumerations' constants: the next one.</summary>
    private ExpressionSyntax? Next(ExpressionSyntax node)
    {
        if (model.GetSymbolInfo(node).Symbol is not IFieldSymbol { IsConst: true, ContainingType.TypeKind: TypeKind.Enum } field) return null;
        if (!field.ContainingNamespace.ToDisplayString().StartsWith("Holdfast.", StringComparison.Ordinal)) return null;
        var all = field.ContainingType.GetMembers().OfType<IFieldSymbol>().ToList();
        var next = all[(all.FindIndex(one => one.Name == field.Name) + 1) % all.Count];
        return ParseExpression($"{field.ContainingType.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)}.{next.Name}");
    }

    /// <summary>Never met, and always met; not the one that would leave unassigned what it declares.</summary>
    private ExpressionSyntax Condition(ExpressionSyntax node)
    {
        var visited = (ExpressionSyntax)Visit(node)!;
        var negative = node is IsPatternExpressionSyntax { Pattern: UnaryPatternSyntax } or PrefixUnaryExpressionSyntax or BinaryExpressionSyntax { RawKind: (int)LogicalOrExpression };
        var declares = Declares(node);
        if (negative && node.DescendantNodes().OfType<DeclarationExpressionSyntax>().Any(inner => inner.Designation is SingleVariableDesignationSyntax)) return visited;
        if (!(declares && negative) && Add(node, $"never {node}") is { } never) visited = Marked(And(visited, Not(On(never))), never);
        if (!(declares && !negative) && Add(node, $"always {node}") is { } always) visited = Marked(Or(On(always), visited), always);
        return visited;
    }

    /// <summary>Left out.</summary>
    private ExpressionSyntax Operand(BinaryExpressionSyntax parent, ExpressionSyntax node)
    {
        var visited = (ExpressionSyntax)Visit(node)!;
        var or = parent.IsKind(LogicalOrExpression);
        if (Declares(node) || Add(node, $"without {node}") is not { } n) return visited;
        return Marked(or ? And(Not(On(n)), visited) : Or(On(n), visited), n).WithTriviaFrom(node);
    }

    private static IEnumerable<PatternSyntax> Patterns(PatternSyntax pattern)
    {
        foreach (var relational in pattern.DescendantNodesAndSelf().OfType<RelationalPatternSyntax>())
        {
            var token = relational.OperatorToken.Kind() switch
            {
                LessThanToken => LessThanEqualsToken,
                LessThanEqualsToken => LessThanToken,
                GreaterThanToken => GreaterThanEqualsToken,
                _ => GreaterThanToken,
            };
            yield return pattern.ReplaceNode(relational, relational.WithOperatorToken(Spaced(token)));
        }

        foreach (var both in pattern.DescendantNodesAndSelf().OfType<BinaryPatternSyntax>())
        {
            yield return pattern.ReplaceNode(both, both.Left);
            yield return pattern.ReplaceNode(both, both.Right);
        }
    }

    private ExpressionSyntax Either(ExpressionSyntax original, ExpressionSyntax visited, IEnumerable<ExpressionSyntax> others)
    {
        foreach (var other in others)
            if (Add(original, $"{original} → {other.NormalizeWhitespace()}") is { } n)
                visited = Marked(ParenthesizedExpression(ConditionalExpression(
                    On(n), Spaced(QuestionToken), ParenthesizedExpression(other.WithoutTrivia()), Spaced(ColonToken), ParenthesizedExpression(visited.WithoutTrivia()))), n);
        return visited.WithTriviaFrom(original);
    }

    private int? Add(SyntaxNode node, string change)
    {
        var atLoad = node.FirstAncestorOrSelf<FieldDeclarationSyntax>() is { } field && field.Modifiers.Any(StaticKeyword);
        var one = string.Join(' ', change.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries));
        mutants.Add(new Mutant(mutants.Count, file, node.GetLocation().GetLineSpan().StartLinePosition.Line + 1, one, atLoad));
        return dropped.Contains(mutants.Count - 1) ? null : mutants.Count - 1;
    }

    private static bool Declares(SyntaxNode node) => node.DescendantNodesAndSelf().Any(inner => inner is SingleVariableDesignationSyntax
        && inner.FirstAncestorOrSelf<AnonymousFunctionExpressionSyntax>() is var lambda && (lambda is null || lambda.Span.Contains(node.Span)));

    private static T Marked<T>(T node, int number) where T : SyntaxNode => node.WithAdditionalAnnotations(new SyntaxAnnotation(Mark, number.ToString()));

    private static SyntaxToken Spaced(SyntaxKind kind) => Token(TriviaList(Space), kind, TriviaList(Space));

    private static ExpressionSyntax On(int number) => ParseExpression($"global::Holdfast.Mutants.On({number})");

    private static ExpressionSyntax Not(ExpressionSyntax node) => PrefixUnaryExpression(LogicalNotExpression, ParenthesizedExpression(node.WithoutTrivia()));

    private static ExpressionSyntax And(ExpressionSyntax left, ExpressionSyntax right) => Joined(LogicalAndExpression, left, right);

    private static ExpressionSyntax Or(ExpressionSyntax left, ExpressionSyntax right) => Joined(LogicalOrExpression, left, right);

    private static ExpressionSyntax Joined(SyntaxKind kind, ExpressionSyntax left, ExpressionSyntax right) =>
        ParenthesizedExpression(BinaryExpression(kind, ParenthesizedExpression(left.WithoutTrivia()), ParenthesizedExpression(right.WithoutTrivia())));
}
